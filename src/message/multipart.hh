// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// A multipart whose end was not seen yet.
struct OpenMultipart {
  std::string boundary;    ///< without the dashes
  unsigned nesting = 0;    ///< levels around its parts
  bool is_digest = false;  ///< its parts are mails unless they say otherwise (RFC 2046, section 5.1.5)
};

/// The next delimiter line (RFC 2046, section 5.1.1) of any open multipart.
struct Delimiter {
  std::string_view before;  ///< up to the line end that belongs to the delimiter
  std::string_view behind;  ///< from the line behind it on
  std::size_t level = 0;    ///< whose it is; the number of open multiparts when there is none
  bool closes = false;      ///< the close delimiter
};

/// Finds it in one pass. A delimiter stands alone on its line, blanks behind it allowed; those of outer
/// multiparts count as well, because senders forget to close the inner one.
[[nodiscard]] Delimiter find_delimiter(std::string_view text, const std::vector<OpenMultipart>& open);

}  // namespace tlsrpt
