// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

/// Base64 (RFC 2045, section 6.8) as mail brings it: any wrapping, blanks between characters, missing
/// padding. Decoding ends at the padding; what follows it, or a character outside of the alphabet, is not
/// decoded.
struct DecodedBase64 {
  std::string bytes;
  /// true: something other than blanks stood behind the end, or a foreign character or a lone last sextet
  /// ended it
  bool trailing_junk = false;
};

[[nodiscard]] DecodedBase64 decode_base64(std::string_view text);

/// \param line_length  characters a line, lines ending in CRLF; 0: one line without an end
[[nodiscard]] std::string encode_base64(std::string_view bytes, std::size_t line_length = 76);

}  // namespace tlsrpt
