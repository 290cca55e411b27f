// SPDX-License-Identifier: Apache-2.0
#include "cli/setting_value.hh"

#include <fmt/format.h>

#include <charconv>

#include "base/log.hh"

namespace tlsrpt {

namespace {

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return number;
}

bool is_among(std::string_view choices, std::string_view value) {
  while (!choices.empty()) {
    const auto end = std::min(choices.find('|'), choices.size());
    if (choices.substr(0, end) == value) return true;
    choices.remove_prefix(std::min(end + 1, choices.size()));
  }
  return false;
}

/// Other users of the machine see command lines, and files get into backups: libpq has better places.
bool holds_password(std::string_view database) {
  if (database.find("password=") != std::string_view::npos ||
      database.find("password =") != std::string_view::npos) {
    return true;
  }
  const auto authority = database.find("://");
  if (authority == std::string_view::npos) return false;
  const std::string_view user_info =
      database.substr(authority + 3, database.find('@', authority) - authority - 3);
  return database.find('@', authority) != std::string_view::npos &&
         user_info.find(':') != std::string_view::npos;
}

}  // namespace

std::optional<std::chrono::sys_days> read_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const auto year = read_number<int>(text.substr(0, 4));
  const auto month = read_number<unsigned>(text.substr(5, 2));
  const auto day = read_number<unsigned>(text.substr(8, 2));
  if (!year || !month || !day) return {};
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{*day}};
  if (!date.ok()) return {};
  return std::chrono::sys_days{date};
}

std::optional<std::string> objection(const SettingRow& row, std::string_view value) {
  const std::string shown = printable(value, 100);
  switch (row.kind) {
    case SettingKind::number: {
      const auto number = read_number<std::uint64_t>(value);
      if (number && *number >= row.minimum && *number <= row.maximum) return {};
      return fmt::format("{} must be a number from {} to {}, not \"{}\"", row.name, row.minimum, row.maximum,
                         shown);
    }
    case SettingKind::choice:
      if (is_among(row.choices, value)) return {};
      return fmt::format("{} must be one of {}, not \"{}\"", row.name, row.choices, shown);
    case SettingKind::flag:
      if (value == "true" || value == "false") return {};
      return fmt::format("{} must be true or false, not \"{}\"", row.name, shown);
    case SettingKind::date:
      if (read_day(value)) return {};
      return fmt::format("{} must be a day like 2026-01-31, not \"{}\"", row.name, shown);
    case SettingKind::text:
    case SettingKind::list:
      break;
  }
  if (value.empty()) return fmt::format("{} is empty; write a value or leave it out", row.name);
  if (row.name == "database" && holds_password(value)) {
    return "database must not hold a password; put it into ~/.pgpass or a service file (PGPASSFILE, "
           "PGSERVICE)";
  }
  return {};
}

}  // namespace tlsrpt
