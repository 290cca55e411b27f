// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <string>

namespace tlsrpt {

/// Name of the last numbered migration in the database, e.g. "migrations/0001_tables.sql"; empty: no schema
/// yet.
[[nodiscard]] std::string newest_migration(pqxx::transaction_base& transaction);

/// Name of the last numbered migration in this program.
[[nodiscard]] std::string newest_known_migration();

}  // namespace tlsrpt
