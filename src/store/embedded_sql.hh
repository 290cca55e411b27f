// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tlsrpt {

/// A file of the folder sql/, compiled in.
struct SqlFile {
  std::string_view name;    ///< below sql/, e.g. "migrations/0001_tables.sql"
  std::string_view sha256;  ///< of the text, hexadecimal
  std::string_view text;
};

/// All SQL files in the order in which `tlsrpt migrate` applies them; those in "statements/" are not applied.
[[nodiscard]] std::span<const SqlFile> embedded_sql() noexcept;

/// The statement in "statements/<name>.sql".
/// \throws std::logic_error  there is none
[[nodiscard]] std::string statement(std::string_view name);

}  // namespace tlsrpt
