// SPDX-License-Identifier: Apache-2.0
#include "message/text.hh"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/handle.hh"
#include "base/text.hh"
#include "crypto/base64.hh"

namespace tlsrpt {
namespace {

char lower_char(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

iconv_t const no_converter = reinterpret_cast<iconv_t>(-1);

/// The C library's name of a charset with one byte a character, or nullptr. Its other converters have state
/// and a history of crashes: no place for foreign bytes.
const char* simple_charset(std::string_view name) {
  constexpr std::array<const char*, 7> charsets{"iso-8859-1", "iso-8859-15",  "iso-8859-2",  "windows-1252",
                                                "koi8-r",     "windows-1251", "windows-1250"};
  const auto* known = std::ranges::find_if(
      charsets, [&](std::string_view charset) { return equals_ignoring_case(charset, name); });
  return known == charsets.end() ? nullptr : *known;
}

struct EncodedWord {
  std::string_view charset;
  std::string bytes;
  std::size_t length = 0;  ///< of the whole word
};

std::string decode_q(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '=' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    if (coded) {
      bytes += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      bytes += text[i] == '_' ? ' ' : text[i];
    }
  }
  return bytes;
}

/// The encoded word at the start of `text`, which starts with "=?".
std::optional<EncodedWord> first_word(std::string_view text) {
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || text.size() < charset_end + 3 || text[charset_end + 2] != '?')
    return {};
  const std::size_t start = charset_end + 3;
  const std::size_t end = text.find('?', start);
  if (end == std::string_view::npos || text.substr(end, 2) != "?=") return {};
  const std::string_view coded = text.substr(start, end - start);
  // RFC 2231 lets a language follow the charset: "utf-8*de".
  std::string_view charset = text.substr(2, charset_end - 2);
  charset = charset.substr(0, charset.find('*'));
  switch (lower_char(text[charset_end + 1])) {
    case 'b':
      return EncodedWord{charset, decode_base64(coded).bytes, end + 2};
    case 'q':
      return EncodedWord{charset, decode_q(coded), end + 2};
    default:
      return {};
  }
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return x == y || lower_char(x) == lower_char(y); });
}

int hex_value(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char letter = lower_char(digit);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

std::string to_utf8(std::string_view text, std::string_view charset) {
  const char* const simple = simple_charset(charset);
  iconv_t const opened = simple == nullptr ? no_converter : iconv_open("utf-8", simple);
  if (opened == no_converter) return valid_text(text);  // a small installation may lack the converters
  const Handle<void, iconv_close> converter(opened);
  std::string in(text);
  std::string out(3 * in.size(), '\0');  // a byte gives at most three: as a character, as U+FFFD
  char* from = in.data();
  char* to = out.data();
  std::size_t left = in.size();
  std::size_t room = out.size();
  while (left > 0 && iconv(converter.get(), &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
    to = std::ranges::copy(replacement_character, to).out;
    room -= replacement_character.size();
    ++from;
    --left;
  }
  out.resize(out.size() - room);
  return valid_text(out);
}

std::string decode_encoded_words(std::string_view text) {
  std::string result;
  std::string bytes;  // of words in a row: a sender may cut a character in two
  std::string_view charset;
  const auto flush = [&] {
    if (!bytes.empty()) result += to_utf8(bytes, charset);
    bytes.clear();
  };
  while (!text.empty()) {
    const std::size_t start = std::min(text.find("=?"), text.size());
    const std::string_view between = text.substr(0, start);
    const auto word = start < text.size() ? first_word(text.substr(start)) : std::nullopt;
    const bool joined = word && !bytes.empty() && trimmed(between).empty();
    if (!joined || !equals_ignoring_case(word->charset, charset)) flush();
    if (!joined) result += valid_text(between);
    text.remove_prefix(start);
    if (word) {
      charset = word->charset;
      bytes += word->bytes;
      text.remove_prefix(word->length);
    } else if (!text.empty()) {
      result += "=?";
      text.remove_prefix(2);
    }
  }
  flush();
  return result;
}

}  // namespace tlsrpt
