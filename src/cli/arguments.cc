// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hh"

#include <algorithm>

#include "store/sql_text.hh"

namespace tlsrpt {

ReportKey key_argument(const Settings& settings, std::size_t place, std::string_view usage) {
  const auto& arguments = settings.positional();
  const auto key = place < arguments.size() ? read_uuid(arguments[place]) : std::nullopt;
  if (!key) throw UsageError("a key is missing or none; write: " + std::string(usage));
  return *key;
}

int run_sub_command(const Settings& settings, std::span<const SubCommand> commands, std::string_view usage) {
  const auto& arguments = settings.positional();
  if (arguments.empty()) return commands.front().run(settings);
  const auto found = std::ranges::find(commands, std::string_view(arguments.front()), &SubCommand::name);
  if (found == commands.end()) throw UsageError("write: " + std::string(usage));
  if (arguments.size() > found->max_arguments + 1)
    throw UsageError("too many arguments; write: " + std::string(usage));
  return found->run(settings);
}

}  // namespace tlsrpt
