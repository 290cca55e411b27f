// SPDX-License-Identifier: Apache-2.0
#include "store/summary.hh"

#include "store/embedded_sql.hh"
#include "store/result_table.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

Table read_table(pqxx::transaction_base& transaction, std::string_view name, const SummaryRange& range) {
  return table_of(execute(transaction, statement(name), date_text(range.since), date_text(range.until),
                          range.report_domain));
}

}  // namespace

Summary read_summary(const std::string& database, const SummaryRange& range) {
  const auto connection = open_session(database, SchemaCheck::none);
  return translated("reading the views", [&] {
    pqxx::read_transaction transaction(*connection);
    return Summary{read_table(transaction, "summary_domains", range),
                   read_table(transaction, "summary_result_types", range),
                   read_table(transaction, "summary_reporters", range)};
  });
}

}  // namespace tlsrpt
