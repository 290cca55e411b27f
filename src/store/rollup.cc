// SPDX-License-Identifier: Apache-2.0
#include "store/rollup.hh"

#include <array>
#include <map>
#include <set>
#include <string>

#include "store/embedded_sql.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

struct Sums {
  std::int64_t reports = 0, rows = 0;
  std::int64_t successful = 0, failed = 0;
  std::int64_t counted_successful = 0, counted_failed = 0;
  bool operator==(const Sums&) const = default;

  void add(std::uint64_t successful_sessions, std::uint64_t failed_sessions, bool counted) {
    ++rows;
    successful += static_cast<std::int64_t>(successful_sessions);
    failed += static_cast<std::int64_t>(failed_sessions);
    if (!counted) return;
    counted_successful += static_cast<std::int64_t>(successful_sessions);
    counted_failed += static_cast<std::int64_t>(failed_sessions);
  }
};

/// Day (ISO, so that text sorts as dates do) and the other columns of a rollup's key; unused ones are empty.
using Key = std::array<std::string, 4>;
using Rollup = std::map<Key, Sums>;

struct Rollups {
  Rollup policy, failure, organization;

  void add(const Report& report) {
    const std::string day = date_text(report_day(report.date_range));
    const std::string first_type =
        report.policies.empty() ? "" : report.policies.front().policy.policy_type.name;
    ++organization[{day, report.organization_name, first_type}].reports;
    for (const PolicyResult& result : report.policies) add(day, report.organization_name, result);
  }

  void add(const std::string& day, const std::string& organization_name, const PolicyResult& result) {
    const auto& [successful, failed] = result.summary;
    const std::string& type = result.policy.policy_type.name;
    policy[{day, result.report_domain, type, result.policy.sts_mode}].add(successful, failed, result.counted);
    organization[{day, organization_name, type}].add(successful, failed, result.counted);
    for (const FailureDetail& detail : result.failure_details) {
      failure[{day, result.report_domain, detail.result_type.name}].add(0, detail.failed_session_count,
                                                                        detail.counted);
    }
    if (const auto undetailed = result.undetailed_failure_count; undetailed > 0) {
      failure[{day, result.report_domain, "(not detailed)"}].add(0, undetailed, result.counted);
    }
  }
};

/// Rows of sums_*.sql, the other way round.
void subtract(const pqxx::result& rows, Rollup& rollup) {
  for (const auto& row : rows) {
    const auto number = [&row](pqxx::row::size_type column) { return row[column].as<std::int64_t>(); };
    Sums& sums = rollup[{row[0].c_str(), row[1].c_str(), row[2].c_str(), row[3].c_str()}];
    sums.reports -= number(4);
    sums.rows -= number(5);
    sums.successful -= number(6);
    sums.failed -= number(7);
    sums.counted_successful -= number(8);
    sums.counted_failed -= number(9);
  }
}

/// The columns of one rollup as array literals.
struct Columns {
  std::array<ArrayText, 4> key;
  ArrayText reports, rows, successful, failed, counted_successful, counted_failed;
  bool is_empty = true;

  explicit Columns(const Rollup& rollup) {
    for (const auto& [names, sums] : rollup) {
      if (sums == Sums{}) continue;
      is_empty = false;
      for (std::size_t i = 0; i < names.size(); ++i) key[i].add(names[i]);
      reports.add(sums.reports);
      rows.add(sums.rows);
      successful.add(sums.successful);
      failed.add(sums.failed);
      counted_successful.add(sums.counted_successful);
      counted_failed.add(sums.counted_failed);
    }
  }
};

void upsert(pqxx::transaction_base& transaction, const Rollups& rollups) {
  if (const Columns c(rollups.policy); !c.is_empty) {
    execute(transaction, statement("upsert_policy_daily"), c.key[0].text(), c.key[1].text(), c.key[2].text(),
            c.key[3].text(), c.rows.text(), c.successful.text(), c.failed.text(), c.counted_successful.text(),
            c.counted_failed.text());
  }
  if (const Columns c(rollups.failure); !c.is_empty) {
    execute(transaction, statement("upsert_failure_daily"), c.key[0].text(), c.key[1].text(), c.key[2].text(),
            c.rows.text(), c.failed.text(), c.counted_failed.text());
  }
  if (const Columns c(rollups.organization); !c.is_empty) {
    execute(transaction, statement("upsert_organization_daily"), c.key[0].text(), c.key[1].text(),
            c.key[2].text(), c.reports.text(), c.rows.text(), c.successful.text(), c.failed.text(),
            c.counted_successful.text(), c.counted_failed.text());
  }
}

void prune(pqxx::transaction_base& transaction, std::string_view name, const Rollup& touched) {
  std::set<std::string> days;
  for (const auto& [key, sums] : touched) days.insert(key[0]);
  ArrayText list;
  for (const std::string& day : days) list.add(day);
  if (!days.empty()) execute(transaction, statement(name), list.text());
}

}  // namespace

void add_to_rollups(pqxx::transaction_base& transaction, std::span<const ReportRef> stored) {
  if (stored.empty()) return;
  Rollups rollups;
  for (const ReportRef& ref : stored) rollups.add(ref.report->report);
  upsert(transaction, rollups);
}

void move_rollups(pqxx::transaction_base& transaction, const std::string& old_keys,
                  std::span<const ReportRef> stored) {
  Rollups rollups;
  subtract(execute(transaction, statement("sums_policy_daily"), old_keys), rollups.policy);
  subtract(execute(transaction, statement("sums_failure_daily"), old_keys), rollups.failure);
  subtract(execute(transaction, statement("sums_organization_daily"), old_keys), rollups.organization);
  for (const ReportRef& ref : stored) rollups.add(ref.report->report);
  upsert(transaction, rollups);
  prune(transaction, "prune_policy_daily", rollups.policy);
  prune(transaction, "prune_failure_daily", rollups.failure);
  prune(transaction, "prune_organization_daily", rollups.organization);
}

}  // namespace tlsrpt
