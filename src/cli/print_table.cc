// SPDX-License-Identifier: Apache-2.0
#include "cli/print_table.hh"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hh"

namespace tlsrpt {

namespace {

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

/// fmt pads by the width on a terminal, not by bytes.
std::string padded(std::string_view text, std::size_t width, bool right) {
  return right ? fmt::format("{:>{}}", text, width) : fmt::format("{:<{}}", text, width);
}

/// Columns on a terminal; fmt knows the widths.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::string as_text(const Table& table) {
  std::vector<std::vector<std::string>> cells;
  std::vector<std::size_t> widths;
  auto& header = cells.emplace_back();
  for (const Table::Column& column : table.columns) {
    header.push_back(column.name);
    widths.push_back(width_of(column.name));
  }
  for (const auto& row : table.rows) {
    auto& line = cells.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      line.push_back(printable(row[i].value_or("-"), 100));
      widths[i] = std::max(widths[i], width_of(line.back()));
    }
  }
  std::string text;
  for (const auto& line : cells) {
    std::string printed;
    for (std::size_t i = 0; i < line.size(); ++i) {
      printed += padded(line[i], widths[i], table.columns[i].is_number) + "  ";
    }
    text += printed.substr(0, printed.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string as_csv(const Table& table, bool is_escaped) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) text += (i == 0 ? "" : ",") + table.columns[i].name;
  text += "\r\n";
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = row[i].value_or("");
      text += (i == 0 ? "" : ",") + csv_cell(is_escaped ? printable(cell) : cell);
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace tlsrpt
