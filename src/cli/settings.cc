// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hh"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/error.hh"
#include "base/log.hh"
#include "cli/setting_value.hh"

namespace tlsrpt {

namespace po = boost::program_options;

namespace {

constexpr const char* positional_name = "argument";
constexpr const char* default_file = "/etc/tlsrpt/tlsrpt.conf";

template <class Wanted>
po::options_description describe(Wanted wanted) {
  po::options_description description;
  for (const SettingRow& row : setting_rows()) {
    if (!wanted(row)) continue;
    description.add_options()(std::string(row.name).c_str(), po::value<std::string>());
  }
  return description;
}

/// A bare flag means true. Boost's implicit_value() would take the path behind it for its value.
std::vector<std::string> with_flag_values(std::vector<std::string> arguments) {
  for (std::string& argument : arguments) {
    const auto is_it = [&argument](const SettingRow& row) {
      return row.kind == SettingKind::flag && argument == "--" + std::string(row.name);
    };
    if (std::ranges::any_of(setting_rows(), is_it)) argument += "=true";
  }
  return arguments;
}

std::string unknown_text(const std::string& name) {
  if (name.ends_with("password")) {
    return "a password is never written here; set password-file or password-command";
  }
  if (name.ends_with("token")) return "a token is never written here; set token-file or token-command";
  return "unknown setting \"" + printable(name, 100) + "\"; see: tlsrpt COMMAND --help";
}

}  // namespace

Settings::Settings(std::span<const SettingGroup> groups, const std::vector<std::string>& arguments)
    : groups_(groups) {
  read_command_line(arguments);
  if (is_set("config")) {
    read_file(text("config"));
  } else if (std::ifstream(default_file).good()) {
    read_file(default_file);
  }
}

void Settings::read_command_line(const std::vector<std::string>& arguments) {
  const po::options_description description = describe(
      [this](const SettingRow& row) { return std::ranges::find(groups_, row.group) != groups_.end(); });
  try {
    constexpr int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    // Boost hands out arguments that are no options under the name of an option.
    po::options_description all;
    all.add(description).add_options()(positional_name, po::value<std::string>());
    const po::parsed_options parsed =
        po::command_line_parser(with_flag_values(arguments))
            .options(all)
            .positional(po::positional_options_description().add(positional_name, -1))
            .style(style)
            .run();
    for (const po::option& option : parsed.options) {
      if (option.string_key == positional_name) {
        if (option.position_key == -1) throw po::unknown_option(option.string_key);
        positional_.push_back(option.value.front());
        continue;
      }
      const SettingRow& row = this->row(option.string_key);
      const std::string& value = option.value.front();
      if (const auto wrong = objection(row, value)) throw UsageError("--" + *wrong);
      Value& entry = values_[option.string_key];
      if (row.kind != SettingKind::list && !entry.texts.empty()) {
        throw UsageError("--" + option.string_key + " is given twice; leave one out");
      }
      entry.texts.push_back(value);
      entry.origin = "--" + option.string_key;
    }
  } catch (const po::unknown_option& error) {
    throw UsageError(unknown_text(error.get_option_name()));
  } catch (const po::error& error) {
    throw UsageError(printable(error.what()));
  }
}

void Settings::read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw BadSetup("cannot read the configuration file " + printable(path) + "; check --config");
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    read_line(line, printable(path) + ":" + std::to_string(number));
  }
  if (file.bad())
    throw BadSetup("cannot read the configuration file " + printable(path) + "; check --config");
}

void Settings::read_line(const std::string& line, const std::string& place) {
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos || line[first] == '#' || line[first] == ';') return;
  if (line[first] == '[') throw BadSetup(place + ": the file has no sections; leave this line out");
  // Boost's reader would cut the value here without a word.
  if (line.find('#') != std::string::npos) {
    throw BadSetup(place +
                   ": # inside a line; put comments on lines of their own, and values with # into a file "
                   "(password-file) or the environment (PGSERVICE)");
  }
  static const po::options_description description =
      describe([](const SettingRow& row) { return row.in_file; });
  po::parsed_options parsed(&description);
  try {
    std::istringstream text(line);
    parsed = po::parse_config_file(text, description);
  } catch (const po::unknown_option& error) {
    throw BadSetup(place + ": " + unknown_text(error.get_option_name()));
  } catch (const po::error&) {
    throw BadSetup(place + ": not a setting; write: name = value");
  }
  for (const po::option& option : parsed.options) {
    const SettingRow& row = this->row(option.string_key);
    if (const auto wrong = objection(row, option.value.front())) throw BadSetup(place + ": " + *wrong);
    Value& entry = values_[option.string_key];
    if (entry.origin.starts_with("--")) return;
    if (row.kind != SettingKind::list && !entry.texts.empty()) {
      throw BadSetup(place + ": " + option.string_key + " was set before (" + entry.origin +
                     "); leave one out");
    }
    entry.texts.push_back(option.value.front());
    entry.origin = place;
  }
}

const SettingRow& Settings::row(std::string_view name) const {
  const SettingRow* elsewhere = nullptr;
  for (const SettingRow& row : setting_rows()) {
    if (row.name != name) continue;
    if (std::ranges::find(groups_, row.group) != groups_.end()) return row;
    elsewhere = &row;
  }
  if (elsewhere == nullptr) throw std::logic_error("no setting " + std::string(name));
  return *elsewhere;
}

const Settings::Value* Settings::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

std::string Settings::text(std::string_view name) const {
  const Value* const value = find(name);
  return value != nullptr ? value->texts.front() : std::string(row(name).fallback);
}

std::uint64_t Settings::number(std::string_view name) const {
  return std::stoull(text(name));
}

bool Settings::flag(std::string_view name) const {
  return text(name) == "true";
}

std::vector<std::string> Settings::list(std::string_view name) const {
  const Value* const value = find(name);
  return value != nullptr ? value->texts : std::vector{std::string(row(name).fallback)};
}

std::chrono::sys_days Settings::day(std::string_view name) const {
  return read_day(text(name)).value();
}

bool Settings::is_set(std::string_view name) const {
  return find(name) != nullptr;
}

std::string Settings::origin(std::string_view name) const {
  const Value* const value = find(name);
  return value != nullptr ? value->origin : "default";
}

std::string settings_help(std::span<const SettingGroup> groups) {
  std::string help;
  for (const SettingRow& row : setting_rows()) {
    if (std::ranges::find(groups, row.group) == groups.end()) continue;
    std::string option = "--" + std::string(row.name);
    switch (row.kind) {
      case SettingKind::flag:
        break;
      case SettingKind::choice:
        option += " " + std::string(row.choices);
        break;
      case SettingKind::number:
        option += " N";
        break;
      case SettingKind::date:
        option += " DAY";
        break;
      case SettingKind::text:
      case SettingKind::list:
        option += " TEXT";
        break;
    }
    const std::string note = row.fallback.empty() ? "" : fmt::format(" (default: {})", row.fallback);
    const char mark = row.in_file ? ' ' : '*';
    help += option.size() < 24 ? fmt::format("{} {:<24}{}{}\n", mark, option, row.help, note)
                               : fmt::format("{} {}\n{:26}{}{}\n", mark, option, "", row.help, note);
  }
  return help;
}

}  // namespace tlsrpt
