// SPDX-License-Identifier: Apache-2.0
#include "store/result_table.hh"

namespace tlsrpt {

namespace {

/// Types of the summaries' columns that are numbers, by their object identifiers in pg_type.dat.
bool is_number(pqxx::oid type) {
  constexpr pqxx::oid int8 = 20;
  constexpr pqxx::oid numeric = 1700;
  return type == int8 || type == numeric;
}

}  // namespace

Table table_of(const pqxx::result& result) {
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

}  // namespace tlsrpt
