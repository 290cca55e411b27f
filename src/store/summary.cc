// SPDX-License-Identifier: Apache-2.0
#include "store/summary.hh"

#include "store/embedded_sql.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

/// Types of the summaries' columns that are numbers, by their object identifiers in pg_type.dat.
bool is_number(pqxx::oid type) {
  constexpr pqxx::oid int8 = 20;
  constexpr pqxx::oid numeric = 1700;
  return type == int8 || type == numeric;
}

Table read_table(pqxx::transaction_base& transaction, std::string_view name, const SummaryRange& range) {
  const pqxx::result result = execute(transaction, statement(name), date_text(range.since),
                                      date_text(range.until), range.report_domain);
  Table table;
  for (pqxx::row::size_type column = 0; column < result.columns(); ++column) {
    table.columns.push_back({result.column_name(column), is_number(result.column_type(column))});
  }
  for (const auto& row : result) {
    auto& cells = table.rows.emplace_back();
    for (const auto& field : row) {
      cells.push_back(field.is_null() ? std::nullopt : std::optional<std::string>(field.c_str()));
    }
  }
  return table;
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
