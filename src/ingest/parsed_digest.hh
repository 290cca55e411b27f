// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "report/report.hh"

namespace tlsrpt {

/// 64 bits of SHA-256 over everything that the tables hold of a report. Another parser that reads the same
/// gives the same digest, so that reparse need not touch what did not change.
[[nodiscard]] std::int64_t parsed_digest(const Report& report);

}  // namespace tlsrpt
