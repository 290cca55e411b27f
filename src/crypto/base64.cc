// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.hh"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tlsrpt {
namespace {

enum class Kind : std::uint8_t { foreign, digit, blank, padding };

constexpr std::array<Kind, 256> kind_table = [] {
  std::array<Kind, 256> kinds{};
  for (unsigned char c = 'A'; c <= 'Z'; ++c) kinds[c] = Kind::digit;
  for (unsigned char c = 'a'; c <= 'z'; ++c) kinds[c] = Kind::digit;
  for (unsigned char c = '0'; c <= '9'; ++c) kinds[c] = Kind::digit;
  for (const char c : {'+', '/'}) kinds[static_cast<unsigned char>(c)] = Kind::digit;
  for (const char c : {' ', '\t', '\r', '\n'}) kinds[static_cast<unsigned char>(c)] = Kind::blank;
  kinds['='] = Kind::padding;
  return kinds;
}();

Kind kind_of(char c) {
  return kind_table[static_cast<unsigned char>(c)];
}

const unsigned char* as_unsigned(const char* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}
unsigned char* as_unsigned(char* bytes) {
  return reinterpret_cast<unsigned char*>(bytes);
}

/// Decodes whole groups of four digits to `out`, which has room for them.
void decode_groups(const char* digits, std::size_t count, char* out) {
  EVP_DecodeBlock(as_unsigned(out), as_unsigned(digits), static_cast<int>(count));
}

}  // namespace

// OpenSSL decodes, but only digits that were picked before: EVP_DecodeUpdate says neither where it stopped
// nor gives back the digits before that place, and EVP_DecodeBlock knows no line ends.
DecodedBase64 decode_base64(std::string_view text) {
  DecodedBase64 result;
  result.bytes.resize(text.size() / 4 * 3 + 3);
  std::array<char, 4096> digits;  // a multiple of 4: only the last group can be short
  std::size_t waiting = 0;
  std::size_t decoded = 0;
  auto next = text.begin();
  for (; next != text.end(); ++next) {
    const Kind kind = kind_of(*next);
    if (kind == Kind::blank) continue;
    if (kind != Kind::digit) break;
    digits[waiting++] = *next;
    if (waiting < digits.size()) continue;
    decode_groups(digits.data(), waiting, result.bytes.data() + decoded);
    decoded += waiting / 4 * 3;
    waiting = 0;
  }
  const std::size_t rest = waiting % 4;
  if (rest != 1) std::fill_n(digits.begin() + static_cast<std::ptrdiff_t>(waiting), (4 - rest) % 4, 'A');
  decode_groups(digits.data(), rest == 1 ? waiting - 1 : (waiting + 3) / 4 * 4,
                result.bytes.data() + decoded);
  decoded += waiting / 4 * 3 + (rest > 1 ? rest - 1 : 0);
  result.bytes.resize(decoded);
  result.trailing_junk = rest == 1 || std::any_of(next, text.end(), [](char c) {
                           return kind_of(c) != Kind::blank && kind_of(c) != Kind::padding;
                         });
  return result;
}

std::string encode_base64(std::string_view bytes, std::size_t line_length) {
  constexpr std::size_t piece_size = 3 * 1024;               // OpenSSL counts in int
  std::string digits((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and adds a zero byte
  std::size_t encoded = 0;
  for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(std::min(rest.size(), piece_size))) {
    const std::string_view piece = rest.substr(0, piece_size);
    encoded += static_cast<std::size_t>(EVP_EncodeBlock(
        as_unsigned(digits.data() + encoded), as_unsigned(piece.data()), static_cast<int>(piece.size())));
  }
  digits.resize(encoded);
  if (line_length == 0) return digits;
  std::string lines;
  lines.reserve(digits.size() + 2 * (digits.size() / line_length + 1));
  for (std::size_t start = 0; start < digits.size(); start += line_length) {
    lines.append(digits, start, line_length).append("\r\n");
  }
  return lines;
}

}  // namespace tlsrpt
