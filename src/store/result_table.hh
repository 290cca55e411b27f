// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>

#include "store/table.hh"

namespace tlsrpt {

[[nodiscard]] Table table_of(const pqxx::result& result);

}  // namespace tlsrpt
