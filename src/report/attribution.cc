// SPDX-License-Identifier: Apache-2.0
#include "report/attribution.hh"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/text.hh"
#include "report/domain.hh"

namespace tlsrpt {

namespace {

constexpr std::string_view sts = "sts";
constexpr std::string_view tlsa = "tlsa";

std::string domain_of_subject(std::string_view subject) {
  constexpr std::string_view label = "report domain:";
  const auto start = ascii_lower(subject).find(label);
  if (start == std::string::npos) return {};
  subject = trimmed(subject.substr(start + label.size()));
  return normal_domain(subject.substr(0, subject.find_first_of(" \t\r\n;,")));
}

std::string domain_of_file_name(std::string_view name) {
  const auto first = name.find('!');
  if (first == std::string_view::npos) return {};
  const auto second = name.find('!', first + 1);
  return second == std::string_view::npos ? std::string{}
                                          : normal_domain(name.substr(first + 1, second - first - 1));
}

void take_domain_from(const DomainHints& hints, Policy& policy) {
  using enum PolicyDomainSource;
  const std::pair<PolicyDomainSource, std::string> candidates[] = {
      {tls_report_domain, normal_domain(hints.tls_report_domain)},
      {subject, domain_of_subject(hints.subject)},
      {file_name, domain_of_file_name(hints.file_name)},
  };
  policy.policy_domain_source = none;
  for (const auto& [source, domain] : candidates) {
    if (domain.empty() || domain.size() > max_name_bytes) continue;
    policy.policy_domain = domain;
    policy.policy_domain_source = source;
    return;
  }
}

bool lists_mx(const Policy& policy, std::string_view host) {
  const auto in_policy_string = [host](std::string_view line) {
    return line.starts_with("mx:") && mx_matches(normal_domain(line.substr(3)), host);
  };
  return std::ranges::any_of(policy.mx_host,
                             [host](const auto& pattern) { return mx_matches(pattern, host); }) ||
         std::ranges::any_of(policy.policy_string, in_policy_string);
}

/// The mail domain behind a tlsa policy. Only domains of other policy types are candidates: two tlsa policies
/// of two MX hosts say nothing of one another.
std::string domain_behind(const Report& report, const std::string& host,
                          const std::set<std::string_view>& others, const DomainHints& hints) {
  if (others.contains(host)) return host;
  for (const PolicyResult& candidate : report.policies) {
    if (candidate.policy.policy_type == sts && lists_mx(candidate.policy, host))
      return candidate.policy.policy_domain;
  }
  if (others.size() == 1) return std::string(*others.begin());
  const std::string report_domain = normal_domain(hints.tls_report_domain);
  return lies_below(host, report_domain) ? report_domain : host;
}

void set_report_domains(Report& report, const DomainHints& hints) {
  std::set<std::string_view> others;
  for (const PolicyResult& result : report.policies) {
    if (result.policy.policy_type != tlsa && !result.policy.policy_domain.empty()) {
      others.insert(result.policy.policy_domain);
    }
  }
  for (PolicyResult& result : report.policies) {
    const std::string& domain = result.policy.policy_domain;
    result.report_domain =
        result.policy.policy_type == tlsa ? domain_behind(report, domain, others, hints) : domain;
    if (result.report_domain.empty()) result.report_domain = no_domain;
  }
}

/// What one policy type reported of a group; compared, the greater counts.
struct Tally {
  std::uint64_t sessions = 0;
  std::uint64_t failures = 0;
  auto operator<=>(const Tally&) const = default;
};

/// Both sides of a group of rows that may list the same sessions twice.
struct Rivals {
  Tally sts;
  Tally tlsa;
  bool has_sts = false;
  bool has_tlsa = false;

  void add(const PolicyType& type, const Tally& tally) {
    if (type != tlsrpt::sts && type != tlsrpt::tlsa) return;
    const bool is_sts = type == tlsrpt::sts;
    (is_sts ? has_sts : has_tlsa) = true;
    Tally& side = is_sts ? sts : tlsa;
    side.sessions += tally.sessions;
    side.failures += tally.failures;
  }

  [[nodiscard]] bool counts(const PolicyType& type) const {
    if (!has_sts || !has_tlsa) return true;
    if (type == tlsrpt::sts) return sts >= tlsa;
    return type != tlsrpt::tlsa || tlsa > sts;
  }
};

void set_counted(Report& report) {
  std::map<std::string_view, Rivals> sessions;
  std::map<std::pair<std::string_view, std::string_view>, Rivals> failures;
  for (const PolicyResult& result : report.policies) {
    const auto& [successful, failed] = result.summary;
    sessions[result.report_domain].add(result.policy.policy_type, {successful + failed, failed});
    for (const FailureDetail& detail : result.failure_details) {
      failures[{result.report_domain, detail.result_type.name}].add(result.policy.policy_type,
                                                                    {detail.failed_session_count, 0});
    }
  }
  for (PolicyResult& result : report.policies) {
    result.counted = sessions[result.report_domain].counts(result.policy.policy_type);
    for (FailureDetail& detail : result.failure_details) {
      detail.counted =
          failures[{result.report_domain, detail.result_type.name}].counts(result.policy.policy_type);
    }
  }
}

/// Failures that a policy does not detail may be the ones that the policy of the other type does.
void set_undetailed(Report& report) {
  const auto is_rival = [](const PolicyType& type) { return type == sts || type == tlsa; };
  std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> detailed;
  for (const PolicyResult& result : report.policies) {
    for (const FailureDetail& detail : result.failure_details) {
      if (detail.counted) {
        detailed[{result.report_domain, result.policy.policy_type.name}] += detail.failed_session_count;
      }
    }
  }
  for (PolicyResult& result : report.policies) {
    std::uint64_t& left = result.undetailed_failure_count;
    left = result.summary.total_failure_session_count;
    for (const FailureDetail& detail : result.failure_details)
      left -= std::min(left, detail.failed_session_count);
    const PolicyType& type = result.policy.policy_type;
    if (!result.counted || !is_rival(type)) continue;
    std::uint64_t& elsewhere = detailed[{result.report_domain, type == sts ? tlsa : sts}];
    const std::uint64_t explained = std::min(left, elsewhere);
    left -= explained;
    elsewhere -= explained;
  }
}

}  // namespace

void attribute(Report& report, const DomainHints& hints) {
  for (PolicyResult& result : report.policies) {
    if (result.policy.policy_domain.empty()) take_domain_from(hints, result.policy);
  }
  set_report_domains(report, hints);
  set_counted(report);
  set_undetailed(report);
}

}  // namespace tlsrpt
