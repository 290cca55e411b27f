// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.hh"

#include <map>
#include <pqxx/pqxx>

#include "store/embedded_sql.hh"
#include "store/schema_version.hh"
#include "store/session.hh"

namespace tlsrpt {

namespace {

constexpr std::string_view roles_file = "roles.sql";
constexpr std::string_view grants_file = "grants.sql";

bool is_migration(const SqlFile& file) {
  return file.name.starts_with("migrations/");
}
bool is_statement(const SqlFile& file) {
  return file.name.starts_with("statements/");
}

std::map<std::string, std::string> applied_files(pqxx::transaction_base& transaction) {
  std::map<std::string, std::string> applied;
  if (newest_migration(transaction).empty()) return applied;
  for (const auto& row : transaction.exec("SELECT name, sha256 FROM tlsrpt.schema_migration")) {
    applied.emplace(row[0].as<std::string>(), row[1].as<std::string>());
  }
  return applied;
}

void refuse_foreign_history(const std::map<std::string, std::string>& applied) {
  std::map<std::string_view, std::string_view> known;
  for (const SqlFile& file : embedded_sql()) {
    if (is_migration(file)) known.emplace(file.name, file.sha256);
  }
  for (const auto& [name, digest] : applied) {
    if (!name.starts_with("migrations/")) continue;
    const auto found = known.find(name);
    if (found == known.end()) {
      throw BadSetup("the database is newer than this program: it has " + name +
                     "; install the current tlsrpt");
    }
    if (found->second != digest) {
      throw BadSetup(name +
                     " has changed since it was applied to this database; install a release of tlsrpt, " +
                     "never edit an applied migration");
    }
  }
}

std::vector<std::string> missing_roles(pqxx::transaction_base& transaction) {
  std::vector<std::string> missing;
  for (const auto& row : transaction.exec(
           "SELECT name FROM unnest(ARRAY['tlsrpt_loader', 'tlsrpt_operator', 'tlsrpt_reader']) AS name"
           " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)")) {
    missing.push_back(row[0].as<std::string>());
  }
  return missing;
}

void apply(pqxx::transaction_base& transaction, const SqlFile& file, MigrationResult& result) {
  transaction.exec(std::string(file.text));
  execute(transaction,
          "INSERT INTO tlsrpt.schema_migration (name, sha256) VALUES ($1, $2)"
          " ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, applied_at = now()",
          std::string(file.name), std::string(file.sha256));
  result.applied.emplace_back(file.name);
}

void create_roles(pqxx::transaction_base& transaction, const SqlFile& file, MigrationResult& result) {
  const std::vector<std::string> missing = missing_roles(transaction);
  if (missing.empty()) return;
  const bool may_create =
      transaction
          .exec(
              "SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")[0][0]
          .as<bool>();
  if (may_create) {
    transaction.exec(std::string(file.text));
    result.applied.emplace_back(file.name);
    return;
  }
  for (const std::string& role : missing) result.lines_to_run.push_back("CREATE ROLE " + role + " NOLOGIN;");
}

void apply_all(pqxx::transaction_base& transaction, MigrationResult& result) {
  const std::map<std::string, std::string> applied = applied_files(transaction);
  refuse_foreign_history(applied);
  for (const SqlFile& file : embedded_sql()) {
    if (is_statement(file)) continue;
    if (file.name == roles_file) {
      create_roles(transaction, file, result);
      continue;
    }
    // Without the roles there is nobody to grant to; the next run, after an administrator made them, grants.
    if (file.name == grants_file && !result.lines_to_run.empty()) continue;
    const auto found = applied.find(std::string(file.name));
    if (found == applied.end() || found->second != file.sha256) apply(transaction, file, result);
  }
}

}  // namespace

MigrationResult migrate(const std::string& database) {
  MigrationResult result;
  const auto connection = open_session(database, SchemaCheck::none);
  try {
    translated("migrating", [&] {
      pqxx::work transaction(*connection);
      transaction.exec("SELECT pg_advisory_xact_lock(hashtextextended('tlsrpt migrate', 0))");
      apply_all(transaction, result);
      transaction.commit();
    });
  } catch (const Contended& error) {
    throw Unavailable(std::string(error.what()) + "; run tlsrpt migrate again");
  }
  return result;
}

}  // namespace tlsrpt
