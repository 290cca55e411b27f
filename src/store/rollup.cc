// SPDX-License-Identifier: Apache-2.0
#include "store/rollup.hh"

#include <map>
#include <string>
#include <tuple>

#include "store/embedded_sql.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

using Day = std::chrono::sys_days;

struct Sums {
  std::uint64_t reports = 0, rows = 0;
  std::uint64_t successful = 0, failed = 0;
  std::uint64_t counted_successful = 0, counted_failed = 0;

  void add(std::uint64_t successful_sessions, std::uint64_t failed_sessions, bool counted) {
    ++rows;
    successful += successful_sessions;
    failed += failed_sessions;
    if (!counted) return;
    counted_successful += successful_sessions;
    counted_failed += failed_sessions;
  }
};

/// The sums of a batch by the keys of the three rollups, sorted as the keys are.
struct Rollups {
  std::map<std::tuple<Day, std::string, std::string, std::string>, Sums> policy;
  std::map<std::tuple<Day, std::string, std::string>, Sums> failure;
  std::map<std::tuple<Day, std::string, std::string>, Sums> organization;

  void add(const Report& report) {
    const Day day = report_day(report.date_range);
    const std::string first_type =
        report.policies.empty() ? "" : report.policies.front().policy.policy_type.name;
    ++organization[{day, report.organization_name, first_type}].reports;
    for (const PolicyResult& result : report.policies) add(day, report.organization_name, result);
  }

  void add(Day day, const std::string& organization_name, const PolicyResult& result) {
    const auto& [successful, failed] = result.summary;
    const std::string& type = result.policy.policy_type.name;
    policy[{day, result.report_domain, type, result.policy.sts_mode}].add(successful, failed, result.counted);
    organization[{day, organization_name, type}].add(successful, failed, result.counted);
    for (const FailureDetail& detail : result.failure_details) {
      failure[{day, result.report_domain, detail.result_type.name}].add(0, detail.failed_session_count,
                                                                        detail.counted);
    }
    if (const auto undetailed = result.undetailed_failure_count(); undetailed > 0) {
      failure[{day, result.report_domain, "(not detailed)"}].add(0, undetailed, result.counted);
    }
  }
};

/// The columns of one rollup as array literals.
struct Columns {
  ArrayText day, first, second, third, reports, rows, successful, failed, counted_successful, counted_failed;

  void add_sums(const Sums& sums) {
    reports.add(sums.reports);
    rows.add(sums.rows);
    successful.add(sums.successful);
    failed.add(sums.failed);
    counted_successful.add(sums.counted_successful);
    counted_failed.add(sums.counted_failed);
  }
};

void upsert_policy_daily(pqxx::transaction_base& transaction, const Rollups& rollups) {
  Columns columns;
  for (const auto& [key, sums] : rollups.policy) {
    columns.day.add(date_text(std::get<0>(key)));
    columns.first.add(std::get<1>(key));
    columns.second.add(std::get<2>(key));
    columns.third.add(std::get<3>(key));
    columns.add_sums(sums);
  }
  execute(transaction, statement("upsert_policy_daily"), columns.day.text(), columns.first.text(),
          columns.second.text(), columns.third.text(), columns.rows.text(), columns.successful.text(),
          columns.failed.text(), columns.counted_successful.text(), columns.counted_failed.text());
}

void upsert_failure_daily(pqxx::transaction_base& transaction, const Rollups& rollups) {
  if (rollups.failure.empty()) return;
  Columns columns;
  for (const auto& [key, sums] : rollups.failure) {
    columns.day.add(date_text(std::get<0>(key)));
    columns.first.add(std::get<1>(key));
    columns.second.add(std::get<2>(key));
    columns.add_sums(sums);
  }
  execute(transaction, statement("upsert_failure_daily"), columns.day.text(), columns.first.text(),
          columns.second.text(), columns.rows.text(), columns.failed.text(), columns.counted_failed.text());
}

void upsert_organization_daily(pqxx::transaction_base& transaction, const Rollups& rollups) {
  Columns columns;
  for (const auto& [key, sums] : rollups.organization) {
    columns.day.add(date_text(std::get<0>(key)));
    columns.first.add(std::get<1>(key));
    columns.second.add(std::get<2>(key));
    columns.add_sums(sums);
  }
  execute(transaction, statement("upsert_organization_daily"), columns.day.text(), columns.first.text(),
          columns.second.text(), columns.reports.text(), columns.rows.text(), columns.successful.text(),
          columns.failed.text(), columns.counted_successful.text(), columns.counted_failed.text());
}

}  // namespace

void add_to_rollups(pqxx::transaction_base& transaction, std::span<const DocumentRef> stored) {
  if (stored.empty()) return;
  Rollups rollups;
  for (const DocumentRef& ref : stored) rollups.add(ref.report().report);
  upsert_policy_daily(transaction, rollups);
  upsert_failure_daily(transaction, rollups);
  upsert_organization_daily(transaction, rollups);
}

}  // namespace tlsrpt
