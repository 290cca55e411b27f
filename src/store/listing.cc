// SPDX-License-Identifier: Apache-2.0
#include "store/listing.hh"

#include "store/embedded_sql.hh"
#include "store/result_table.hh"
#include "store/session.hh"

namespace tlsrpt {

namespace {

Table read_table(const std::string& database, std::string_view name) {
  const auto connection = open_session(database, SchemaCheck::current);
  return translated("listing", [&] {
    pqxx::read_transaction transaction(*connection);
    return table_of(transaction.exec(statement(name)));
  });
}

}  // namespace

Table list_conflicts(const std::string& database) {
  return read_table(database, "list_conflicts");
}

Table list_rejected(const std::string& database) {
  return read_table(database, "list_rejected");
}

}  // namespace tlsrpt
