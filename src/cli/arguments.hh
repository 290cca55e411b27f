// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "cli/settings.hh"
#include "store/batch.hh"

namespace tlsrpt {

/// The argument at `place`, a key as the lists print it.
/// \throws UsageError  missing or no key; `usage` says what to write
[[nodiscard]] ReportKey key_argument(const Settings& settings, std::size_t place, std::string_view usage);

/// A command of a command, named by the first argument: "list" in `tlsrpt rejected list`.
struct SubCommand {
  std::string_view name;
  std::size_t max_arguments;  ///< behind the name
  int (*run)(const Settings& settings);
};

/// Runs the one that is asked for, or the first where none is.
/// \return exit status
/// \throws UsageError  no such one, too many arguments; `usage` says what to write
[[nodiscard]] int run_sub_command(const Settings& settings, std::span<const SubCommand> commands,
                                  std::string_view usage);

}  // namespace tlsrpt
