// SPDX-License-Identifier: Apache-2.0
#include "store/schema_version.hh"

#include <algorithm>

#include "store/embedded_sql.hh"

namespace tlsrpt {

std::string newest_migration(pqxx::transaction_base& transaction) {
  if (transaction.exec("SELECT to_regclass('tlsrpt.schema_migration')")[0][0].is_null()) return {};
  const auto newest = transaction.exec(
      "SELECT max(name COLLATE \"C\") FROM tlsrpt.schema_migration WHERE name LIKE 'migrations/%'");
  return newest[0][0].as<std::string>("");
}

std::string newest_known_migration() {
  std::string_view newest;
  for (const SqlFile& file : embedded_sql()) {
    if (file.name.starts_with("migrations/")) newest = std::max(newest, file.name);
  }
  return std::string(newest);
}

}  // namespace tlsrpt
