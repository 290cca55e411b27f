// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace tlsrpt {

struct ReadDatetime {
  std::chrono::sys_seconds time;
  bool without_zone = false;  ///< read as UTC (quirk Q06)
};

/// RFC 3339 date-time, also without zone, with a blank instead of the T, with fractions of a second
/// (dropped), with a numeric offset, or a bare date (midnight). Nothing: not a date.
[[nodiscard]] std::optional<ReadDatetime> read_datetime(std::string_view text) noexcept;

}  // namespace tlsrpt
