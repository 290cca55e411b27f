// SPDX-License-Identifier: Apache-2.0
#include "message/quoted_printable.hh"

#include <algorithm>

#include "message/header.hh"
#include "message/text.hh"

namespace tlsrpt {

// Not mimetic's decoder: it drops control characters and, in mails with bare line feeds, line ends behind
// blanks.
std::string decode_quoted_printable(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  while (!text.empty()) {
    const std::string_view line = first_line(text);
    text.remove_prefix(line.size());
    std::string_view rest =
        line.substr(0, line.find_last_not_of(" \t\r\n") + 1);  // blanks at the end are padding
    const bool soft_break = rest.ends_with('=');
    if (soft_break) rest.remove_suffix(1);
    while (!rest.empty()) {
      const std::size_t plain = std::min(rest.find('='), rest.size());
      bytes += rest.substr(0, plain);
      rest.remove_prefix(plain);
      if (rest.empty()) break;
      const bool coded = rest.size() > 2 && hex_value(rest[1]) >= 0 && hex_value(rest[2]) >= 0;
      bytes += coded ? static_cast<char>(hex_value(rest[1]) * 16 + hex_value(rest[2])) : '=';
      rest.remove_prefix(coded ? 3 : 1);
    }
    if (!soft_break && line.ends_with('\n')) bytes += line.ends_with("\r\n") ? "\r\n" : "\n";
  }
  return bytes;
}

}  // namespace tlsrpt
