// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iostream>

#include "base/error.hh"
#include "base/log.hh"
#include "cli/command.hh"
#include "cli/ingest_settings.hh"
#include "ingest/revise.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

int run(const Settings& settings) {
  using namespace std::chrono;
  if (!settings.positional().empty())
    throw UsageError("reparse takes no arguments; see: tlsrpt reparse --help");
  const sys_days since = settings.is_set("since") ? settings.day("since") : sys_days{1970y / January / 1};
  const sys_days until =
      settings.is_set("until") ? settings.day("until") : floor<days>(current_time()) + days{30};
  const Log log(std::cerr, settings.flag("verbose"));
  Revision revision(settings.text("database"));
  Decoder decoder(decode_limits(settings));
  const ReparseCounts counts =
      reparse(revision, decoder, since, until, current_time(),
              [&log](const StoredBody& stored, const BadMessage& error) {
                log.warning(fmt::format("report {} is refused today and stays as it is: {} ({})",
                                        uuid_text(stored.key), error.reason(), printable(error.what())));
              });
  std::cout << fmt::format("{} reports read again, {} corrected, {} refused today and left as they are\n",
                           counts.read, counts.changed, counts.refused);
  return exit_complete;
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::limits,
                            SettingGroup::days};

}  // namespace

const Command& reparse_command() {
  static constexpr Command command{"reparse", "", "read the stored reports again with today's parser", groups,
                                   run};
  return command;
}

}  // namespace tlsrpt
