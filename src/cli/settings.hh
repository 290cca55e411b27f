// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// The command line cannot be understood: exit status 64.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Which commands take a setting on their command line; the configuration file may hold all that are not
/// `command`.
enum class SettingGroup : std::uint8_t {
  general,
  database,
  mailbox,
  fetch,
  dry_run,
  batch,
  limits,
  days,
  summary,
  inspection,
  conflicts,
};

enum class SettingKind : std::uint8_t {
  text,
  number,  ///< within [minimum, maximum]
  choice,  ///< one of `choices`
  flag,    ///< true or false; on the command line the bare option means true
  list,    ///< text, repeatable
  date,    ///< YYYY-MM-DD
};

/// A row of the table of settings: the one place that knows name, default, bound and help of each.
struct SettingRow {
  std::string_view
      name;  ///< long option and key of the configuration file; unique within the groups of a command
  SettingGroup group{};
  SettingKind kind{};
  std::string_view fallback;  ///< default; empty: none
  std::string_view help;
  std::uint64_t minimum = 0;
  std::uint64_t maximum = 0;
  std::string_view choices;  ///< separated by '|'
  bool in_file = true;       ///< false: an option of the command line only
};

[[nodiscard]] std::span<const SettingRow> setting_rows() noexcept;

/// The values in force: command line before configuration file before default. Every value was checked
/// against the table when it was read.
class Settings {
 public:
  /// \param groups     what the command takes; must outlive the settings
  /// \param arguments  behind the command's name
  /// \throws UsageError  unknown option, wrong value: names the option and what to write instead
  /// \throws BadSetup    the same for the configuration file: names file and line
  Settings(std::span<const SettingGroup> groups, const std::vector<std::string>& arguments);

  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::uint64_t number(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  [[nodiscard]] std::chrono::sys_days day(std::string_view name) const;
  [[nodiscard]] bool is_set(std::string_view name) const;
  /// Arguments that are no options, e.g. paths.
  [[nodiscard]] const std::vector<std::string>& positional() const noexcept { return positional_; }
  /// Where the value comes from, for error texts: "--port", "/etc/tlsrpt/tlsrpt.conf:12" or "default".
  [[nodiscard]] std::string origin(std::string_view name) const;

 private:
  struct Value {
    std::vector<std::string> texts;
    std::string origin;
  };
  void read_command_line(const std::vector<std::string>& arguments);
  void read_file(const std::string& path);
  void read_line(const std::string& line, const std::string& place);
  [[nodiscard]] const Value* find(std::string_view name) const;
  [[nodiscard]] const SettingRow& row(std::string_view name) const;

  std::span<const SettingGroup> groups_;
  std::map<std::string, Value, std::less<>> values_;
  std::vector<std::string> positional_;
};

/// The help text of the settings in `groups`, a line or two each.
[[nodiscard]] std::string settings_help(std::span<const SettingGroup> groups);

}  // namespace tlsrpt
