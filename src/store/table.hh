// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tlsrpt {

/// Rows of a query, as text the way PostgreSQL prints it.
struct Table {
  struct Column {
    std::string name;
    bool is_number = false;
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;
};

}  // namespace tlsrpt
