// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsrpt {

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";  ///< U+FFFD

/// `text` without blanks, tabs and line ends around it.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// ASCII letters in lower case whatever the locale, all other bytes as they are.
[[nodiscard]] std::string ascii_lower(std::string_view text);

/// A character of UTF-8 (RFC 3629: no overlong form, no surrogate).
struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 0;  ///< 0: no valid character
};

/// The character at the front of `text`, which is not empty.
[[nodiscard]] Utf8Character first_character(std::string_view text) noexcept;

/// `text` with each U+0000, which PostgreSQL cannot hold, and each byte of no valid character as U+FFFD.
[[nodiscard]] std::string valid_text(std::string_view text);

}  // namespace tlsrpt
