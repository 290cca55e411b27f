// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "store/table.hh"

namespace tlsrpt {

/// Columns side by side for a terminal, foreign text escaped.
[[nodiscard]] std::string as_text(const Table& table);

/// RFC 4180, with a header line.
/// \param is_escaped  foreign text is made safe for a terminal
[[nodiscard]] std::string as_csv(const Table& table, bool is_escaped);

}  // namespace tlsrpt
