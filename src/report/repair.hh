// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

struct RepairedJson {
  std::string text;
  bool has_replacement = false;  ///< something became U+FFFD
};

/// A copy of `json` with what real documents get wrong in the alphabet set right (quirks Q11, Q24, Q26): raw
/// control characters inside strings escaped, invalid UTF-8 and lone surrogate escapes as U+FFFD, numbers
/// that fit no 64-bit integer and no double as strings. The structure stays; what is malformed there is
/// malformed still. At most six times as long as `json`.
[[nodiscard]] RepairedJson repaired(std::string_view json);

}  // namespace tlsrpt
