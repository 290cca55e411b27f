// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "store/table.hh"

namespace tlsrpt {

/// What waits for an operator. \throws Unavailable, BadSetup
[[nodiscard]] Table list_conflicts(const std::string& database);
[[nodiscard]] Table list_rejected(const std::string& database);

}  // namespace tlsrpt
