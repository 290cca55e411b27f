// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "cli/settings.hh"

namespace tlsrpt {

/// Exit statuses, after sysexits.h.
inline constexpr int exit_complete = 0;
inline constexpr int exit_usage = 64;
inline constexpr int exit_refused = 65;  ///< load PATH, inspect: something was refused
inline constexpr int exit_bug = 70;
inline constexpr int exit_try_again = 75;
inline constexpr int exit_setup = 78;

/// A command of the program; each lives in a file of its own.
struct Command {
  std::string_view name;
  std::string_view arguments;  ///< for the usage line
  std::string_view brief;
  std::span<const SettingGroup> groups;
  /// \return exit status
  /// \throws UsageError, Unavailable, BadSetup
  int (*run)(const Settings& settings);
};

[[nodiscard]] const Command& migrate_command();
[[nodiscard]] const Command& fetch_command();
[[nodiscard]] const Command& load_command();
[[nodiscard]] const Command& inspect_command();
[[nodiscard]] const Command& report_command();
[[nodiscard]] const Command& reparse_command();
[[nodiscard]] const Command& conflicts_command();
[[nodiscard]] const Command& rejected_command();

}  // namespace tlsrpt
