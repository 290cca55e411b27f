// SPDX-License-Identifier: Apache-2.0
#include "report/repair.hh"

#include <algorithm>
#include <cstdint>

#include "base/text.hh"

namespace tlsrpt {

namespace {

/// The code unit of the `\uXXXX` at the front of `text`, or -1.
std::int32_t escaped_unit(std::string_view text) noexcept {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  std::int32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    constexpr std::string_view hex = "0123456789abcdef";
    const auto digit = hex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit == std::string_view::npos) return -1;
    unit = unit * 16 + static_cast<std::int32_t>(digit);
  }
  return unit;
}

bool is_high_surrogate(std::int32_t unit) noexcept {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(std::int32_t unit) noexcept {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

void append_escaped_control(std::string& out, unsigned char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  out.append("\\u00").append(1, hex[c >> 4U]).append(1, hex[c & 0xFU]);
}

/// Copies one character or escape of a string and returns how many bytes it had.
std::size_t copy_from_string(std::string_view rest, RepairedJson& out) {
  const auto c = static_cast<unsigned char>(rest.front());
  if (c == '\\') {
    const std::int32_t unit = escaped_unit(rest);
    if (is_high_surrogate(unit) && is_low_surrogate(escaped_unit(rest.substr(6)))) {
      out.text.append(rest.substr(0, 12));
      return 12;
    }
    if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
      out.text.append("\\ufffd");
      out.has_replacement = true;
      return 6;
    }
    const auto next = rest.size() > 1 ? static_cast<unsigned char>(rest[1]) : 0x80U;
    const std::size_t length = next < 0x80 && next >= 0x20 ? 2 : 1;
    out.text.append(rest.substr(0, length));
    return length;
  }
  if (c < 0x20) {
    append_escaped_control(out.text, c);
    return 1;
  }
  const std::size_t length = first_character(rest).bytes;
  out.text.append(length == 0 ? replacement_character : rest.substr(0, length));
  out.has_replacement = out.has_replacement || length == 0;
  return std::max<std::size_t>(length, 1);
}

/// Numbers of more digits than 64 bits may hold, or with an exponent, are text from here on: the reader of
/// counts takes both.
void copy_number(std::string_view number, std::string& out) {
  const bool may_overflow = number.size() > 18 || number.find_first_of("eE") != std::string_view::npos;
  if (may_overflow) out.push_back('"');
  out.append(number);
  if (may_overflow) out.push_back('"');
}

}  // namespace

RepairedJson repaired(std::string_view json) {
  RepairedJson out;
  out.text.reserve(json.size() + json.size() / 16);
  bool in_string = false;
  while (!json.empty()) {
    const char c = json.front();
    std::size_t used = 1;
    if (c == '"') {
      in_string = !in_string;
      out.text.push_back(c);
    } else if (in_string) {
      used = copy_from_string(json, out);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      used = std::min(json.find_first_not_of("0123456789+-.eE", 1), json.size());
      copy_number(json.substr(0, used), out.text);
    } else {
      const bool foreign = static_cast<unsigned char>(c) >= 0x80 || c == '\0';
      out.text.push_back(foreign ? ' ' : c);
    }
    json.remove_prefix(used);
  }
  return out;
}

}  // namespace tlsrpt
