// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "draw.hh"
#include "json.hh"
#include "reporters.hh"

namespace tlsrpt {

namespace {

/// The deviations of one software from RFC 8460.
struct Habits {
  bool sorted_keys = false;
  bool blanks = false;  ///< after colons and commas
  bool summary_first = false;
  bool has_policy_string = true;
  bool has_mx_host = false;
  bool mx_prefix = false;      ///< "mx: " in mx-host
  bool empty_arrays = false;   ///< instead of leaving the key out
  bool empty_strings = false;  ///< likewise
  bool max_age_first = false;
  bool tlsa_as_json_text = false;  ///< one string that holds the array
  bool no_policy_has_domain = true;
  std::string_view reason_key = "failure-reason-code";
};

Habits habits_of(Software software) {
  switch (software) {
    case Software::google:
      return {.has_mx_host = true, .max_age_first = true};
    case Software::microsoft:
      return {.tlsa_as_json_text = true};
    case Software::mail_ru:
      return {.sorted_keys = true, .has_policy_string = false};
    case Software::postfix:
      return {.blanks = true, .summary_first = true, .has_mx_host = true, .no_policy_has_domain = false};
    case Software::mox:
      return {.has_mx_host = true, .empty_strings = true};
    case Software::stalwart:
      return {.has_mx_host = true, .mx_prefix = true, .empty_arrays = true, .max_age_first = true};
    case Software::draft:
      return {.has_mx_host = true, .reason_key = "failure-error-code"};
  }
  return {};
}

std::string_view kind_name(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::sts:
      return "sts";
    case PolicyKind::tlsa:
      return "tlsa";
    case PolicyKind::none:
      return "no-policy-found";
  }
  return {};
}

/// The domain as the reporter spells it: Microsoft now and then in capitals, mox with the final dot.
std::string spelled(const DrawnReport& report, std::string domain) {
  if (report.reporter->software == Software::microsoft && report.noise % 25 == 0) {
    std::ranges::transform(domain, domain.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
  } else if (report.reporter->software == Software::mox && report.noise % 10 == 0) {
    domain += '.';
  }
  return domain;
}

std::vector<std::string> policy_lines(const DrawnPolicy& policy, const Habits& habits) {
  if (policy.kind == PolicyKind::tlsa) {
    const std::string_view record = "3 1 1 6007eee553e85d8df007a845d19ec343283d4e416e9a33f9ef3040c8b7c285bc";
    if (habits.tlsa_as_json_text) return {json_array({json_string(record)})};
    return {std::string(record)};
  }
  if (policy.mode.empty()) return {};
  std::vector<std::string> lines = {"version: STSv1", "mode: " + policy.mode};
  for (const std::string& host : policy.mx_hosts) lines.push_back("mx: " + host);
  lines.insert(habits.max_age_first ? lines.begin() + 2 : lines.end(), "max_age: 604800");
  return lines;
}

std::vector<std::string> mx_host_elements(const DrawnPolicy& policy, const Habits& habits) {
  std::vector<std::string> hosts = policy.mx_hosts;
  if (habits.mx_prefix) {
    for (std::string& host : hosts) host.insert(0, "mx: ");
  }
  return hosts;
}

std::string strings(std::vector<std::string> values, const JsonLayout& layout) {
  for (std::string& value : values) value = json_string(value);
  return json_array(values, layout);
}

class ReportText {
 public:
  explicit ReportText(const DrawnReport& report)
      : report_(report),
        habits_(habits_of(report.reporter->software)),
        layout_{.blanks = habits_.blanks, .sorted = habits_.sorted_keys} {}

  [[nodiscard]] std::string document() const {
    std::vector<std::string> policies;
    for (const DrawnPolicy& policy : report_.policies) policies.push_back(policy_result(policy));
    const std::string_view contact = report_.reporter->contact_info;
    return json_object({{"organization-name", json_string(report_.reporter->organization_name)},
                        {"date-range", date_range_object()},
                        {"contact-info", contact.empty() ? "null" : json_string(contact)},
                        {"report-id", json_string(report_id(report_))},
                        {"policies", json_array(policies, layout_)}},
                       layout_);
  }

 private:
  [[nodiscard]] std::string date_range_object() const {
    const auto [start, end] = date_range(report_);
    // Microsoft's older reports name no zone.
    const bool is_old = report_.reporter->software == Software::microsoft && report_.noise % 33 == 0;
    const std::string_view zone = is_old ? "" : "Z";
    return json_object(
        {{"start-datetime", fmt::format("\"{:%Y-%m-%dT%H:%M:%S}{}\"", fmt::gmtime(start), zone)},
         {"end-datetime", fmt::format("\"{:%Y-%m-%dT%H:%M:%S}{}\"", fmt::gmtime(end), zone)}},
        layout_);
  }

  [[nodiscard]] std::string policy_object(const DrawnPolicy& policy) const {
    JsonMembers members{{"policy-type", json_string(kind_name(policy.kind))}};
    const auto add_list = [&](std::string_view key, const std::vector<std::string>& values) {
      if (!values.empty() || habits_.empty_arrays) members.emplace_back(key, strings(values, layout_));
    };
    if (habits_.has_policy_string) add_list("policy-string", policy_lines(policy, habits_));
    if (policy.kind != PolicyKind::none || habits_.no_policy_has_domain) {
      members.emplace_back("policy-domain", json_string(spelled(report_, policy.domain)));
    }
    if (habits_.has_mx_host) add_list("mx-host", mx_host_elements(policy, habits_));
    return json_object(std::move(members), layout_);
  }

  [[nodiscard]] std::string detail(const DrawnFailure& failure) const {
    JsonMembers members{{"result-type", json_string(failure.result_type)}};
    const auto add = [&](std::string_view key, std::string_view value) {
      if (!value.empty() || habits_.empty_strings) members.emplace_back(key, json_string(value));
    };
    add("sending-mta-ip", failure.sending_ip);
    add("receiving-mx-hostname", failure.mx_host);
    add("receiving-ip", failure.receiving_ip);
    members.emplace_back("failed-session-count", fmt::to_string(failure.sessions));
    if (habits_.empty_strings) add("additional-information", "");
    add(habits_.reason_key, failure.reason);
    return json_object(std::move(members), layout_);
  }

  [[nodiscard]] std::string policy_result(const DrawnPolicy& policy) const {
    JsonMembers members{
        {"policy", policy_object(policy)},
        {"summary", json_object({{"total-successful-session-count", fmt::to_string(policy.successful)},
                                 {"total-failure-session-count", fmt::to_string(policy.failed)}},
                                layout_)}};
    if (habits_.summary_first) std::swap(members[0], members[1]);
    std::vector<std::string> details;
    for (const DrawnFailure& failure : policy.failures) details.push_back(detail(failure));
    if (!details.empty() || habits_.empty_arrays) {
      members.emplace_back("failure-details", json_array(details, layout_));
    }
    return json_object(std::move(members), layout_);
  }

  const DrawnReport& report_;
  Habits habits_;
  JsonLayout layout_;
};

}  // namespace

std::string report_json(const DrawnReport& report) {
  return ReportText(report).document();
}

}  // namespace tlsrpt
