// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace tlsrpt {

/// What migrate() did.
struct MigrationResult {
  std::vector<std::string> applied;  ///< names of the SQL files, in order; empty: everything was up to date
  std::vector<std::string>
      lines_to_run;  ///< SQL for an administrator: the roles that this login may not create
};

/// Creates or upgrades schema `tlsrpt` in one transaction. Applying twice changes nothing.
/// \param database  libpq connection string or URI; empty: PG* variables and the service file
/// \throws BadSetup  a migration that was applied has changed since, the database is newer than the program,
/// its
///                   encoding is not UTF8, or the login may not create the schema
/// \throws Unavailable
[[nodiscard]] MigrationResult migrate(const std::string& database);

}  // namespace tlsrpt
