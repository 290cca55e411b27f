// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

/// Of ASCII letters, whatever the locale.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// `text` as valid UTF-8. Bytes that are none in `charset` and zero bytes become U+FFFD. A charset that
/// is not known here is taken for UTF-8.
[[nodiscard]] std::string to_utf8(std::string_view text, std::string_view charset = "utf-8");

/// Undoes RFC 2047: "=?charset?B?…?=" words become UTF-8, blanks between two of them vanish, all other text
/// stays.
[[nodiscard]] std::string decode_encoded_words(std::string_view text);

/// The value of a hexadecimal digit, or -1.
[[nodiscard]] int hex_value(char digit) noexcept;

}  // namespace tlsrpt
