// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <iostream>

#include "cli/command.hh"
#include "store/migrations.hh"

namespace tlsrpt {

namespace {

int run(const Settings& settings) {
  if (!settings.positional().empty())
    throw UsageError("migrate takes no arguments; see: tlsrpt migrate --help");
  const MigrationResult result = migrate(settings.text("database"));
  for (const std::string& name : result.applied) std::cout << "applied " << name << '\n';
  if (result.applied.empty()) std::cout << "the schema is up to date\n";
  if (!result.lines_to_run.empty()) {
    std::cerr
        << "This login may not create roles. Let an administrator of the server run these lines, then run "
           "tlsrpt migrate again:\n";
    for (const std::string& line : result.lines_to_run) std::cerr << "  " << line << '\n';
  }
  return exit_complete;
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database};

}  // namespace

const Command& migrate_command() {
  static constexpr Command command{"migrate", "", "create or upgrade schema tlsrpt and the group roles",
                                   groups, run};
  return command;
}

}  // namespace tlsrpt
