// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <utility>

#include "base/error.hh"

namespace tlsrpt {

// libpqxx 7.9 made exec_params() and the constructors of stream_to deprecated; 6.4 has nothing else.
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 9)
#define TLSRPT_PQXX_HAS_PARAMS 1
#else
#define TLSRPT_PQXX_HAS_PARAMS 0
#endif

/// The database refused a value: a batch is halved until the offender is found. Never leaves the store.
class DataRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Another loader got in between; the transaction may succeed when it is run again. Never leaves the store.
class Contended : public std::runtime_error {
 public:
  enum class Cause {
    timing,  ///< a deadlock or the like: passes
    key,     ///< a key is known already: passes, unless the data itself holds it twice
  };
  Contended(const std::string& text, Cause cause) : std::runtime_error(text), cause_(cause) {}
  [[nodiscard]] Cause cause() const noexcept { return cause_; }

 private:
  Cause cause_;
};

enum class SchemaCheck { current, none };

/// Connects, refuses what cannot work (a pooler in between, a database that is not UTF8, another schema
/// version) and sets the session up: UTC, search_path tlsrpt, durable commits. \throws Unavailable, BadSetup
[[nodiscard]] std::unique_ptr<pqxx::connection> open_session(const std::string& database, SchemaCheck check);

/// Turns the exception in flight, one of libpqxx, into Unavailable, BadSetup, Contended or DataRefused; any
/// other one is thrown on. To be called inside of a catch block. \param doing  what was tried, e.g. "storing
/// a batch"
[[noreturn]] void rethrow_translated(const std::string& doing);

/// Calls `work` and translates what libpqxx throws.
template <class Work>
decltype(auto) translated(const std::string& doing, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (...) {
    rethrow_translated(doing);
  }
}

/// Runs one statement with its values; values never become part of the SQL text.
template <class... Values>
pqxx::result execute(pqxx::transaction_base& transaction, const std::string& sql, Values&&... values) {
#if TLSRPT_PQXX_HAS_PARAMS
  return transaction.exec(sql, pqxx::params{std::forward<Values>(values)...});
#else
  return transaction.exec_params(sql, std::forward<Values>(values)...);
#endif
}

/// COPY into a table of schema tlsrpt, rows as tuples.
template <class Columns>
pqxx::stream_to copy_into(pqxx::transaction_base& transaction, const std::string& table,
                          const Columns& columns) {
#if TLSRPT_PQXX_HAS_PARAMS
  return pqxx::stream_to::raw_table(transaction, table, transaction.conn().quote_columns(columns));
#else
  return pqxx::stream_to(transaction, table, columns);
#endif
}

}  // namespace tlsrpt
