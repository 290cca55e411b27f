// SPDX-License-Identifier: Apache-2.0
#include "store/session.hh"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "base/log.hh"
#include "store/schema_version.hh"

namespace tlsrpt {

namespace {

/// First line of a server's message without its label: the rest (DETAIL, CONTEXT) may quote the data.
std::string first_line(std::string_view message) {
  message = message.substr(0, message.find('\n'));
  for (const std::string_view label : {"ERROR:  ", "FATAL:  "}) {
    if (const auto start = message.find(label); start != std::string_view::npos) {
      message.remove_prefix(start + label.size());
    }
  }
  return printable(message, 300);
}

bool is_one_of(std::string_view state, std::initializer_list<std::string_view> prefixes) {
  return std::ranges::any_of(prefixes,
                             [state](std::string_view prefix) { return state.starts_with(prefix); });
}

[[noreturn]] void throw_by_state(const std::string& doing, const std::string& state,
                                 std::string_view message) {
  const std::string text = "PostgreSQL, " + doing + ": " + first_line(message) + " (SQL state " + state + ")";
  if (state == "40001" || state == "40P01") throw Contended(text, Contended::Cause::timing);
  const bool is_internal = state.starts_with("XX");
  // Citus says XX000 for a duplicate key.
  if (state == "23505" || (is_internal && message.find("duplicate key") != std::string_view::npos)) {
    throw Contended(text, Contended::Cause::key);
  }
  if (is_internal) {
    throw Unavailable(text + "; look at the server's log for the cause, mend it, and run tlsrpt again");
  }
  if (state == "25006") throw Unavailable(text + "; the server is read only: try again when it takes writes");
  if (is_one_of(state, {"08", "40", "53", "55", "57", "58"})) throw Unavailable(text + "; try again later");
  if (is_one_of(state, {"28", "3D", "42", "3F"})) {
    throw BadSetup(
        text +
        "; check what this login may do (README, Roles) and that the schema is there (tlsrpt migrate)");
  }
  throw DataRefused(text);
}

/// libpq gives no SQL state for a connection that never came to be; these words name what a person must mend.
bool is_setup_problem(std::string_view message) {
  constexpr std::array<std::string_view, 13> words{"password authentication failed",
                                                   "no password supplied",
                                                   "pg_hba.conf",
                                                   "does not exist",
                                                   "could not translate host name",
                                                   "invalid connection option",
                                                   "definition of service",
                                                   "invalid URI",
                                                   "missing \"=\"",
                                                   "invalid port number",
                                                   "invalid percent-encoded",
                                                   "invalid integer value",
                                                   "forbidden value"};
  return std::ranges::any_of(
      words, [message](std::string_view word) { return message.find(word) != std::string_view::npos; });
}

/// What is common to the encodings and poolers that break promises made elsewhere.
void check_server(pqxx::connection& connection) {
  pqxx::nontransaction transaction(connection);
  const auto row = transaction.exec("SELECT current_setting('server_encoding'), pg_backend_pid()")[0];
  if (const auto encoding = row[0].as<std::string>(); encoding != "UTF8") {
    throw BadSetup("the database's encoding is " + encoding +
                   ", tlsrpt needs UTF8; run: createdb --encoding=UTF8 --template=template0 NAME");
  }
  // The lock of a folder belongs to a server process; a pooler may hand every transaction to another one.
  if (row[1].as<int>() != connection.backendpid()) {
    throw BadSetup(
        "there is a connection pooler in front of PostgreSQL; set database to PostgreSQL's own address");
  }
}

void set_up(pqxx::connection& connection) {
  pqxx::nontransaction transaction(connection);
  transaction.exec(
      "SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET search_path = tlsrpt, "
      "pg_catalog;"
      " SET client_min_messages = warning; SET standard_conforming_strings = on; SET bytea_output = 'hex'");
  transaction.exec(
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = "
      "'off'");
}

void check_schema(pqxx::connection& connection) {
  pqxx::nontransaction transaction(connection);
  const std::string newest = newest_migration(transaction);
  if (newest == newest_known_migration()) return;
  if (newest.empty()) throw BadSetup("the database has no schema tlsrpt yet; run: tlsrpt migrate");
  if (newest < newest_known_migration()) {
    throw BadSetup("the database's schema is older than this program; run: tlsrpt migrate");
  }
  throw BadSetup("the database's schema is newer than this program (" + printable(newest, 100) +
                 "); install the current tlsrpt");
}

/// Without it a server that was cut off is waited for two hours. On a Unix socket it is of no effect.
void notice_dead_server(int descriptor) {
  const auto set = [descriptor](int level, int option, int value) {
    setsockopt(descriptor, level, option, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  set(IPPROTO_TCP, TCP_KEEPCNT, 6);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, 120'000);
}

std::unique_ptr<pqxx::connection> connect(const std::string& database) {
  // A default: what connection string, service file or environment say counts more.
  setenv("PGCONNECT_TIMEOUT", "60", 0);
  try {
    auto connection = std::make_unique<pqxx::connection>(database);
    notice_dead_server(connection->sock());
    return connection;
  } catch (const pqxx::failure& error) {
    const std::string text = "cannot connect to PostgreSQL: " + first_line(error.what());
    if (is_setup_problem(error.what()))
      throw BadSetup(text + "; check the setting database, or the PG* variables");
    throw Unavailable(text + "; try again later");
  }
}

}  // namespace

void rethrow_translated(const std::string& doing) {
  try {
    throw;
  } catch (const pqxx::in_doubt_error&) {
    throw Unavailable(
        "PostgreSQL, " + doing +
        ": the connection was lost during COMMIT; run tlsrpt again, it finds out what was stored");
  } catch (const pqxx::broken_connection& error) {
    throw Unavailable("PostgreSQL, " + doing + ": connection lost: " + first_line(error.what()) +
                      "; try again later");
  } catch (const pqxx::transaction_rollback& error) {
    throw Contended("PostgreSQL, " + doing + ": " + first_line(error.what()), Contended::Cause::timing);
  } catch (const pqxx::insufficient_privilege& error) {
    // libpqxx 6.4 and 7.10 leave out the SQL state of this one.
    throw_by_state(doing, "42501", error.what());
  } catch (const pqxx::sql_error& error) {
    throw_by_state(doing, error.sqlstate(), error.what());
  } catch (const pqxx::failure& error) {
    throw Unavailable("PostgreSQL, " + doing + ": " + first_line(error.what()) + "; try again later");
  }
}

std::unique_ptr<pqxx::connection> open_session(const std::string& database, SchemaCheck check) {
  auto connection = connect(database);
#if PQXX_VERSION_MAJOR < 7
  // A silent reconnect would lose the lock of the folder. Deprecated in 6.4, since 7 never reconnects.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection->inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
  translated("preparing the session", [&] {
    check_server(*connection);
    set_up(*connection);
    if (check == SchemaCheck::current) check_schema(*connection);
  });
  return connection;
}

}  // namespace tlsrpt
