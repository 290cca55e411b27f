// SPDX-License-Identifier: Apache-2.0
#include "draw.hh"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string_view>
#include <utility>

namespace tlsrpt {

namespace {

/// One report while it is drawn.
struct Draw {
  const Reporter& reporter;
  const Domain& domain;
  std::uint32_t story_day;
  Random random;
  std::uint64_t sessions;
  DrawnReport report;
};

bool falls_into(std::uint32_t day, std::uint32_t first, std::uint32_t last) {
  return day >= first && day <= last;
}

std::vector<std::string> mx_hosts(const Domain& domain) {
  const std::string_view second = domain.trouble == Trouble::legacy_host ? "legacy" : "mx2";
  return {"mx1." + domain.name, fmt::format("{}.{}", second, domain.name)};
}

DrawnFailure failure(Draw& draw, std::string_view result_type, std::size_t mx, std::uint64_t sessions) {
  const auto network = &draw.reporter - reporters().data();
  const auto host = draw.random.between(1, 40);
  const bool ipv6 = draw.random.chance(40);
  return {.result_type = std::string(result_type),
          .sending_ip =
              ipv6 ? fmt::format("2001:db8:{:x}::{:x}", network, host) : fmt::format("198.51.100.{}", host),
          .mx_host = mx_hosts(draw.domain)[mx],
          .receiving_ip = ipv6 ? fmt::format("2001:db8:ff::{}", mx + 1) : fmt::format("192.0.2.{}", mx + 11),
          .reason = {},
          .sessions = sessions};
}

/// Today's failures, in total fewer than the sessions.
std::vector<DrawnFailure> draw_failures(Draw& draw) {
  std::vector<DrawnFailure> failures;
  Random& random = draw.random;
  const Trouble trouble = draw.domain.trouble;
  if (trouble == Trouble::expired_certificate && falls_into(draw.story_day, 9, 13)) {
    const std::uint64_t senders = random.between(1, 3);
    for (std::uint64_t i = 0; i < senders; ++i) {
      failures.push_back(failure(draw, "certificate-expired", 1, draw.sessions / random.between(5, 8)));
      failures.back().reason = "certificate has expired";
      failures.back().only_under_sts = true;
    }
  } else if (trouble == Trouble::legacy_host && random.chance(30)) {
    failures.push_back(failure(draw, "starttls-not-supported", 1, 1 + draw.sessions / random.between(8, 20)));
  } else if (trouble == Trouble::broken_tlsa && draw.reporter.does_dane &&
             falls_into(draw.story_day, 16, 19)) {
    failures.push_back(failure(draw, "tlsa-invalid", 0, draw.sessions / 3));
  } else if (random.chance(3)) {
    failures.push_back(failure(draw, "validation-failure", random.below(2), random.between(1, 3)));
    failures.back().reason = "self-signed certificate in certificate chain";
  }
  std::uint64_t left = draw.sessions - 1;
  std::erase_if(failures, [&left](DrawnFailure& candidate) {
    candidate.sessions = std::min(candidate.sessions, left);
    left -= candidate.sessions;
    return candidate.sessions == 0;
  });
  return failures;
}

std::uint64_t sum(const std::vector<DrawnFailure>& failures) {
  return std::accumulate(failures.begin(), failures.end(), std::uint64_t{0},
                         [](std::uint64_t total, const DrawnFailure& next) { return total + next.sessions; });
}

DrawnPolicy& add_policy(Draw& draw, PolicyKind kind, std::uint64_t successful,
                        std::vector<DrawnFailure> failures) {
  DrawnPolicy policy{.kind = kind, .domain = draw.domain.name, .mode = {}, .mx_hosts = {}, .failures = {}};
  if (kind == PolicyKind::sts) {
    const bool testing = draw.domain.testing &&
                         (draw.domain.trouble != Trouble::policy_change || draw.story_day < story_days / 2);
    policy.mode = testing ? "testing" : "enforce";
    policy.mx_hosts =
        draw.domain.popularity % 5 == 0 ? std::vector{"*." + draw.domain.name} : mx_hosts(draw.domain);
  }
  policy.successful = successful;
  policy.failed = sum(failures);
  policy.failures = std::move(failures);
  return draw.report.policies.emplace_back(std::move(policy));
}

void record_truth(Draw& draw, const std::vector<DrawnFailure>& failures) {
  DrawnTruth& truth = draw.report.truth;
  for (const DrawnFailure& failed : failures)
    truth.failed_by_result_type[failed.result_type] += failed.sessions;
  truth.failed = sum(failures);
  truth.successful = draw.sessions - truth.failed;
}

void add_tlsa_by_host(Draw& draw, std::uint64_t successful, const std::vector<DrawnFailure>& failures) {
  std::uint64_t left = successful;
  for (const std::string& host : mx_hosts(draw.domain)) {
    const bool is_last = host == mx_hosts(draw.domain).back();
    const std::uint64_t share = is_last ? left : (left + 1) / 2;
    left -= share;
    std::vector<DrawnFailure> of_host;
    std::ranges::copy_if(failures, std::back_inserter(of_host),
                         [&host](const DrawnFailure& failed) { return failed.mx_host == host; });
    if (share + sum(of_host) == 0) continue;
    add_policy(draw, PolicyKind::tlsa, share, std::move(of_host)).domain = host;
  }
}

void add_tlsa(Draw& draw, std::vector<DrawnFailure> failures) {
  const std::uint64_t successful = draw.sessions - sum(failures);
  if (draw.reporter.tlsa_by_host) return add_tlsa_by_host(draw, successful, failures);
  add_policy(draw, PolicyKind::tlsa, successful, std::move(failures));
}

void add_sts_and_tlsa(Draw& draw, const std::vector<DrawnFailure>& failures) {
  std::vector<DrawnFailure> under_tlsa = failures;
  std::erase_if(under_tlsa, [](const DrawnFailure& failed) { return failed.only_under_sts; });
  std::uint64_t successful = draw.sessions - sum(failures);
  // Now and then the first sessions of a day come before the sts policy was fetched: tlsa then counts.
  if (under_tlsa.size() == failures.size() && successful > 3 && draw.random.chance(25)) {
    successful -= draw.random.between(1, successful / 3);
  }
  add_policy(draw, PolicyKind::sts, successful, failures);
  add_tlsa(draw, std::move(under_tlsa));
}

/// The host of the policy file is down: some sessions had a cached policy, the others had none.
void add_fetch_error(Draw& draw) {
  const std::uint64_t failed = 1 + draw.sessions / 3;
  std::vector<DrawnFailure> failures(1);
  failures[0].result_type = "sts-policy-fetch-error";
  failures[0].sessions = failed;
  std::uint64_t successful = draw.sessions - failed;
  draw.report.truth = {successful, failed, {{failures[0].result_type, failed}}};
  if (draw.reporter.software == Software::google) {
    const std::uint64_t cached = (successful + 1) / 2;
    if (cached > 0) add_policy(draw, PolicyKind::sts, cached, {});
    add_policy(draw, PolicyKind::none, successful - cached, std::move(failures));
    return;
  }
  if (draw.reporter.software == Software::mail_ru) {
    failures.push_back(failures[0]);
    failures[0].reason = "bad https response code: 404";
    failures[1].reason = fmt::format(
        "unable to do http request: Get \"https://mta-sts.{}/.well-known/mta-sts.txt\": context deadline "
        "exceeded "
        "(Client.Timeout exceeded while awaiting headers)",
        draw.domain.name);
    draw.report.truth.failed_by_result_type[failures[0].result_type] = 2 * failed;
  }
  DrawnPolicy& policy = add_policy(draw, PolicyKind::sts, successful, std::move(failures));
  policy.failed = failed;
  policy.mode.clear();
  policy.mx_hosts.clear();
}

void add_policies(Draw& draw) {
  const bool dane = draw.domain.has_tlsa && draw.reporter.does_dane;
  if (draw.domain.trouble == Trouble::fetch_error && falls_into(draw.story_day, 20, 22))
    return add_fetch_error(draw);
  std::vector<DrawnFailure> failures = draw_failures(draw);
  if (dane && !(draw.domain.has_sts && draw.reporter.lists_both)) {
    std::erase_if(failures, [](const DrawnFailure& failed) { return failed.only_under_sts; });
  }
  record_truth(draw, failures);
  if (dane && draw.domain.has_sts && draw.reporter.lists_both) return add_sts_and_tlsa(draw, failures);
  if (dane) return add_tlsa(draw, std::move(failures));
  const std::uint64_t successful = draw.report.truth.successful;
  if (!draw.domain.has_sts) {
    add_policy(draw, PolicyKind::none, successful, std::move(failures));
  } else if (draw.domain.trouble == Trouble::policy_change && draw.story_day == story_days / 2) {
    add_policy(draw, PolicyKind::sts, successful / 2, {}).mode = "testing";
    add_policy(draw, PolicyKind::sts, successful - successful / 2, std::move(failures));
  } else {
    add_policy(draw, PolicyKind::sts, successful, std::move(failures));
  }
}

}  // namespace

DrawnReport draw_report(const Reporter& reporter, const Domain& domain, std::chrono::sys_days day,
                        std::uint32_t story_day, Random random) {
  const std::uint64_t most = reporter.sessions * domain.popularity;
  const bool is_weekend = std::chrono::weekday(day).iso_encoding() > 5;
  const std::uint64_t sessions = 1 + random.between(most / 2, most) * (is_weekend ? 4 : 10) / 10;
  Draw draw{reporter, domain, story_day, random, sessions, {}};
  draw.report = {&reporter, domain.name, day, {}, {}, draw.random.next()};
  add_policies(draw);
  return std::move(draw.report);
}

}  // namespace tlsrpt
