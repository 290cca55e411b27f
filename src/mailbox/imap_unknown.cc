// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap_unknown.hh"

#include <libetpan/mailimap_extension.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <new>

namespace tlsrpt {
namespace {

constexpr std::array<std::string_view, 11> known_answers{
    "OK", "NO", "BAD", "BYE", "PREAUTH", "FLAGS", "LIST", "LSUB", "SEARCH", "STATUS", "CAPABILITY"};
constexpr std::array<std::string_view, 4> known_numbered_answers{"EXISTS", "RECENT", "EXPUNGE", "FETCH"};
// BODY also stands for BODYSTRUCTURE and BODY[...], RFC822 for RFC822.SIZE and its kin.
constexpr std::array<std::string_view, 6> known_item_beginnings{"BODY",     "UID",   "RFC822",
                                                                "ENVELOPE", "FLAGS", "INTERNALDATE"};

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && strncasecmp(text.data(), word.data(), word.size()) == 0;
}

bool is_word_char(char c) {
  return c > ' ' && c != '\x7F' && std::string_view("(){}\"").find(c) == std::string_view::npos;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view first_word(std::string_view text) {
  return text.substr(0,
                     static_cast<std::size_t>(std::ranges::find_if_not(text, is_word_char) - text.begin()));
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

/// \param text  begins with a quote
std::size_t quoted_length(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return 0;
}

/// \param text  begins with a parenthesis
std::size_t list_length(std::string_view text) {
  std::size_t depth = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 1;
    if (text[at] == '"') {
      length = quoted_length(text.substr(at));
    } else if (text[at] == '(') {
      ++depth;
    } else if (text[at] == ')' && --depth == 0) {
      return at + 1;
    }
    if (length == 0) break;
    at += length;
  }
  return 0;
}

std::size_t value_length(std::string_view text) {
  if (text.starts_with('"')) return quoted_length(text);
  if (text.starts_with('(')) return list_length(text);
  return first_word(text).size();
}

bool ends_with_literal(std::string_view line) {
  if (!line.ends_with('}')) return false;
  line.remove_suffix(1);
  if (line.ends_with('+')) line.remove_suffix(1);
  const auto digits = static_cast<std::size_t>(
      std::ranges::find_if_not(line.rbegin(), line.rend(), is_digit) - line.rbegin());
  return digits > 0 && line.substr(0, line.size() - digits).ends_with('{');
}

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::ranges::any_of(
      words, [word](std::string_view one) { return one.size() == word.size() && begins_with(word, one); });
}

int parse(int calling_parser, mailstream*, MMAPString* buffer, mailimap_parser_context*,
          std::size_t* position, mailimap_extension_data** result, std::size_t, progress_function*) noexcept;

// Without data of its own an extension needs nothing freed.
mailimap_extension_api unknown_answers{nullptr, -1, parse, nullptr};

int parse(int calling_parser, mailstream*, MMAPString* buffer, mailimap_parser_context*,
          std::size_t* position, mailimap_extension_data** result, std::size_t, progress_function*) noexcept {
  const std::string_view rest = std::string_view(buffer->str, buffer->len).substr(*position);
  std::size_t length = 0;
  if (calling_parser == MAILIMAP_EXTENDED_PARSER_FETCH_DATA) length = unknown_item_length(rest);
  if (calling_parser == MAILIMAP_EXTENDED_PARSER_RESPONSE_DATA) length = unknown_answer_length(rest);
  if (length == 0) return MAILIMAP_ERROR_PARSE;
  *result = mailimap_extension_data_new(&unknown_answers, 0, nullptr);
  if (*result == nullptr) return MAILIMAP_ERROR_MEMORY;
  *position += length;
  return MAILIMAP_NO_ERROR;
}

}  // namespace

std::size_t unknown_item_length(std::string_view text) {
  const std::string_view line = first_line(text);
  const std::string_view name = first_word(line);
  const bool is_known = std::ranges::any_of(
      known_item_beginnings, [name](std::string_view known) { return begins_with(name, known); });
  if (name.empty() || is_known || !line.substr(name.size()).starts_with(' ')) return 0;
  const std::size_t value = value_length(line.substr(name.size() + 1));
  return value == 0 ? 0 : name.size() + 1 + value;
}

std::size_t unknown_answer_length(std::string_view text) {
  const std::string_view line = first_line(text);
  const std::string_view word = first_word(line);
  if (word.empty() || is_one_of(known_answers, word) || ends_with_literal(line)) return 0;
  if (!std::ranges::all_of(word, is_digit)) return line.size();
  const std::string_view second = first_word(line.substr(std::min(line.size(), word.size() + 1)));
  return second.empty() || is_one_of(known_numbered_answers, second) ? 0 : line.size();
}

void tolerate_unknown_answers() {
  static const bool is_registered = mailimap_extension_register(&unknown_answers) == 0;
  if (!is_registered) throw std::bad_alloc();
}

}  // namespace tlsrpt
