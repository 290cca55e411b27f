// SPDX-License-Identifier: Apache-2.0
#include "message/parameter.hh"

#include <algorithm>
#include <utility>

#include "base/text.hh"
#include "message/text.hh"

namespace tlsrpt {
namespace {

constexpr std::size_t most_sections = 64;  // each is looked up among all: an honest name has less than ten

/// Takes what stands in front of the first `a` or `b` off the front of `rest`. Unlike find_first_of(), it
/// calls no function a character.
std::string_view take_until(std::string_view& rest, char a, char b) {
  const std::string_view text(rest.begin(),
                              std::ranges::find_if(rest, [=](char c) { return c == a || c == b; }));
  rest.remove_prefix(text.size());
  return text;
}

/// Takes a quoted string off the front of `rest`, which starts with the quote.
std::string take_quoted(std::string_view& rest) {
  rest.remove_prefix(1);
  std::string text(take_until(rest, '"', '\\'));
  while (rest.starts_with('\\')) {
    if (rest.size() > 1) rest.remove_prefix(1);
    text += rest.front();
    rest.remove_prefix(1);
    text += take_until(rest, '"', '\\');
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return text;
}

std::string undo_percent(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    bytes += coded ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
    if (coded) i += 2;
  }
  return bytes;
}

/// Takes "charset'language'" off the front of `text` and gives the charset.
std::string_view take_charset(std::string_view& text) {
  const std::size_t first = text.find('\'');
  const std::size_t second = first == std::string_view::npos ? first : text.find('\'', first + 1);
  if (second == std::string_view::npos) return {};
  const std::string_view charset = text.substr(0, first);
  text.remove_prefix(second + 1);
  return charset;
}

}  // namespace

std::string ParameterizedValue::get(std::string_view name) const {
  const auto text_of = [&](const std::string& wanted) -> const std::string* {
    const auto found = std::ranges::find(parameters, wanted, &Parameter::name);
    return found == parameters.end() ? nullptr : &found->text;
  };
  const std::string base(name);
  std::string bytes;
  std::string_view charset;
  const auto append_extended = [&](std::string_view text) {
    if (bytes.empty()) charset = take_charset(text);
    bytes += undo_percent(text);
  };
  if (const auto* whole = text_of(base + "*")) {
    append_extended(*whole);
    return to_utf8(bytes, charset);
  }
  for (std::size_t i = 0; i < std::min(parameters.size(), most_sections); ++i) {
    const std::string section = base + "*" + std::to_string(i);
    if (const auto* extended = text_of(section + "*")) {
      append_extended(*extended);
    } else if (const auto* plain = text_of(section)) {
      bytes += *plain;
    } else {
      break;
    }
  }
  if (!bytes.empty()) return to_utf8(bytes, charset);
  const auto* plain = text_of(base);
  return plain == nullptr ? std::string() : *plain;
}

ParameterizedValue parse_parameters(std::string_view field) {
  ParameterizedValue result;
  const std::size_t value_end = std::min(field.find(';'), field.size());
  const std::string_view value = trimmed(field.substr(0, value_end));
  result.value = ascii_lower(value.substr(0, value.find_first_of(" \t(")));
  std::string_view rest = field.substr(value_end);
  while (!rest.empty()) {
    const std::size_t name_start = std::min(rest.find_first_not_of("; \t"), rest.size());
    rest.remove_prefix(name_start);
    std::string name = ascii_lower(trimmed(take_until(rest, '=', ';')));
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(std::min(rest.find_first_not_of("= \t"), rest.size()));
    std::string text = rest.starts_with('"') ? take_quoted(rest) : std::string();
    const std::size_t end = std::min(rest.find(';'), rest.size());
    if (text.empty()) text = trimmed(rest.substr(0, end));
    rest.remove_prefix(end);
    result.parameters.push_back({std::move(name), std::move(text)});
  }
  return result;
}

}  // namespace tlsrpt
