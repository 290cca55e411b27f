// SPDX-License-Identifier: Apache-2.0
#include "report/json_reader.hh"

#include <charconv>
#include <cmath>

#include "report/report.hh"
#include "report/text.hh"

namespace tlsrpt {

namespace dom = simdjson::dom;

namespace {

std::uint64_t bounded(std::uint64_t count, Warnings& warnings) {
  if (count <= max_session_count) return count;
  warnings.add(WarningCode::count_too_large);
  return max_session_count;
}

std::uint64_t count_of(double value, Warnings& warnings) {
  if (!(value >= 0)) {
    warnings.add(WarningCode::count_unreadable);
    return 0;
  }
  // A giant may be an integer all the same: the repair of numbers that fit no 64 bits made text of it.
  if (constexpr auto bound = static_cast<double>(max_session_count); value > bound) {
    return bounded(max_session_count + 1, warnings);
  }
  warnings.add(WarningCode::count_not_integer);
  return static_cast<std::uint64_t>(std::floor(value));
}

std::uint64_t count_of(std::string_view text, Warnings& warnings) {
  text = trimmed(text);
  if (text.empty()) {
    warnings.add(WarningCode::count_missing);
    return 0;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool has_digits = text.find_first_of("0123456789") != std::string_view::npos;
  if (end != text.data() + text.size() || !has_digits) {
    warnings.add(WarningCode::count_unreadable);
    return 0;
  }
  // Out of range of a double: 1e400 is a giant, 1e-400 and -1e400 are not.
  if (error != std::errc{}) value = text.find('-') == std::string_view::npos ? HUGE_VAL : 0;
  return count_of(value, warnings);
}

void add_lines(std::string_view text, std::uint64_t max_lines, std::vector<std::string>& lines,
               Warnings& warnings) {
  while (!text.empty() && lines.size() <= max_lines) {
    const auto end = std::min(text.find('\n'), text.size());
    if (const auto line = trimmed(text.substr(0, end)); !line.empty())
      lines.push_back(storable(line, warnings));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string read_text(dom::element value, Warnings& warnings) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return storable(text, warnings);
  if (value.is_null()) return {};
  return simdjson::minify(value);
}

std::uint64_t read_count(dom::element value, Warnings& warnings) {
  switch (value.type()) {
    case dom::element_type::UINT64:
      return bounded(value.get_uint64().value_unsafe(), warnings);
    case dom::element_type::INT64: {
      const std::int64_t number = value.get_int64().value_unsafe();
      if (number < 0) warnings.add(WarningCode::count_unreadable);
      return number < 0 ? 0 : bounded(static_cast<std::uint64_t>(number), warnings);
    }
    case dom::element_type::DOUBLE:
      return count_of(value.get_double().value_unsafe(), warnings);
    case dom::element_type::STRING:
      return count_of(value.get_string().value_unsafe(), warnings);
    case dom::element_type::NULL_VALUE:
      warnings.add(WarningCode::count_missing);
      return 0;
    default:
      warnings.add(WarningCode::count_unreadable);
      return 0;
  }
}

std::vector<std::string> read_lines(dom::element value, std::uint64_t max_lines, Warnings& warnings) {
  std::vector<std::string> lines;
  dom::array array;
  if (value.get(array) == simdjson::SUCCESS) {
    for (const dom::element item : array) {
      if (lines.size() > max_lines) break;
      add_lines(read_text(item, warnings), max_lines, lines, warnings);
    }
  } else if (!value.is_null()) {
    warnings.add(WarningCode::list_as_single_value);
    add_lines(read_text(value, warnings), max_lines, lines, warnings);
  }
  return lines;
}

std::vector<dom::object> read_objects(dom::element value, WarningCode single, Warnings& warnings) {
  std::vector<dom::object> objects;
  dom::object object;
  dom::array array;
  if (value.get(object) == simdjson::SUCCESS) {
    warnings.add(single);
    objects.push_back(object);
  } else if (value.get(array) == simdjson::SUCCESS) {
    objects.reserve(array.size());
    for (const dom::element item : array) {
      if (item.get(object) == simdjson::SUCCESS) {
        objects.push_back(object);
      } else {
        warnings.add(WarningCode::element_unreadable);
      }
    }
  } else if (std::string_view text; value.get(text) == simdjson::SUCCESS && trimmed(text).empty()) {
    warnings.add(single);
  } else if (!value.is_null()) {
    warnings.add(WarningCode::element_unreadable);
  }
  return objects;
}

}  // namespace tlsrpt
