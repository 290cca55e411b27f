// SPDX-License-Identifier: Apache-2.0
#include "manifest.hh"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tlsrpt {

namespace {

constexpr std::array<std::string_view, 5> outcome_names = {"stored", "duplicate", "conflict", "no_report",
                                                           "rejected"};

/// One line a group.
template <class Group>
std::string groups_json(const std::map<std::string, Group>& groups, JsonMembers (*members_of)(const Group&)) {
  std::string json = "{";
  for (const auto& [name, group] : groups) {
    json += fmt::format("{}\n  {}: {}", json.size() > 1 ? "," : "", json_string(name),
                        json_object(members_of(group), {.blanks = true}));
  }
  return json += "\n }";
}

}  // namespace

void Manifest::Sums::operator+=(const Sums& other) {
  successful += other.successful;
  failure += other.failure;
  failed_session_count += other.failed_session_count;
}

void Manifest::Group::operator+=(const Group& other) {
  reports += other.reports;
  policies += other.policies;
  failure_details += other.failure_details;
  plain += other.plain;
  counted += other.counted;
}

void Manifest::add_mail(ExpectedOutcome outcome, std::uint64_t bytes) {
  ++outcomes_.at(static_cast<std::size_t>(outcome));
  mail_bytes_ += bytes;
}

void Manifest::add_report(const DrawnReport& report) {
  Group group;
  group.reports = 1;
  group.policies = report.policies.size();
  for (const DrawnPolicy& policy : report.policies) {
    group.failure_details += policy.failures.size();
    group.plain += {policy.successful, policy.failed, 0};
    for (const DrawnFailure& failure : policy.failures) {
      group.plain.failed_session_count += failure.sessions;
      by_result_type_[failure.result_type].plain.failed_session_count += failure.sessions;
    }
  }
  group.counted = {report.truth.successful, report.truth.failed, 0};
  for (const auto& [result_type, sessions] : report.truth.failed_by_result_type) {
    group.counted.failed_session_count += sessions;
    by_result_type_[result_type].counted.failed_session_count += sessions;
  }
  all_ += group;
  by_report_domain_[report.domain] += group;
  by_organization_name_[std::string(report.reporter->organization_name)] += group;
  by_report_day_[fmt::format("{:%Y-%m-%d}", fmt::gmtime(report.day))] += group;
}

JsonMembers Manifest::counted_members(const Group& group) {
  return {{"successful", fmt::to_string(group.counted.successful)},
          {"failure", fmt::to_string(group.counted.failure)},
          {"failed_session_count", fmt::to_string(group.counted.failed_session_count)}};
}

JsonMembers Manifest::total_members(const Group& group) {
  return {{"reports", fmt::to_string(group.reports)},
          {"policies", fmt::to_string(group.policies)},
          {"total_successful_session_count", fmt::to_string(group.plain.successful)},
          {"total_failure_session_count", fmt::to_string(group.plain.failure)},
          {"failure_details", fmt::to_string(group.failure_details)},
          {"failed_session_count", fmt::to_string(group.plain.failed_session_count)},
          {"counted", json_object(counted_members(group), {.blanks = true})}};
}

std::string Manifest::json() const {
  std::uint64_t mails = 0;
  JsonMembers outcomes;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    mails += outcomes_[i];
    outcomes.emplace_back(outcome_names[i], fmt::to_string(outcomes_[i]));
  }
  JsonMembers members{{"mails", fmt::to_string(mails)},
                      {"mail_bytes", fmt::to_string(mail_bytes_)},
                      {"outcomes", json_object(std::move(outcomes), {.blanks = true})}};
  for (auto& member : total_members(all_)) members.push_back(std::move(member));
  members.emplace_back("report_domain", groups_json(by_report_domain_, &Manifest::counted_members));
  members.emplace_back(
      "result_type",
      groups_json(
          by_result_type_, +[](const Group& group) {
            return JsonMembers{
                {"failed_session_count", fmt::to_string(group.plain.failed_session_count)},
                {"counted_failed_session_count", fmt::to_string(group.counted.failed_session_count)}};
          }));
  members.emplace_back("organization_name",
                       groups_json(
                           by_organization_name_, +[](const Group& group) {
                             return JsonMembers{
                                 {"reports", fmt::to_string(group.reports)},
                                 {"total_successful_session_count", fmt::to_string(group.plain.successful)},
                                 {"total_failure_session_count", fmt::to_string(group.plain.failure)}};
                           }));
  members.emplace_back("report_day", groups_json(by_report_day_, &Manifest::total_members));
  std::string json = "{";
  for (const auto& [key, value] : members) {
    json += fmt::format("{}\n {}: {}", json.size() > 1 ? "," : "", json_string(key), value);
  }
  return json += "\n}\n";
}

}  // namespace tlsrpt
