// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <iostream>

#include "base/log.hh"
#include "cli/command.hh"
#include "cli/ingest_settings.hh"
#include "cli/run_output.hh"
#include "store/store.hh"

namespace tlsrpt {

namespace {

void fetch_folder(Store& store, const Settings& settings, const std::string& folder) {
  const FetchSettings fetch_folder_settings = fetch_settings(settings, folder);
  Decoder decoder(decode_limits(settings));
  RunOutput output(settings, fetch_folder_settings.folder.account + "/" + folder);
  const FetchEnd end = fetch(
      store, [&] { return open_imap(imap_settings(settings, folder)); }, decoder, fetch_folder_settings,
      output.events());
  if (end == FetchEnd::locked) {
    Log(std::cerr, settings.flag("verbose"))
        .info(printable(folder) + ": another run is at work here; nothing to do");
    return;
  }
  output.finish();
}

int run(const Settings& settings) {
  if (!settings.positional().empty())
    throw UsageError("fetch takes no arguments; name folders with --folder");
  const std::vector<std::string> folders = settings.list("folder");
  // Everything a person may have to mend is asked for before the database is.
  for (const std::string& folder : folders) static_cast<void>(imap_settings(settings, folder));
  for (const std::string& folder : folders) {
    Store store(settings.text("database"));
    fetch_folder(store, settings, folder);
  }
  return exit_complete;
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::mailbox,
                            SettingGroup::fetch,   SettingGroup::dry_run,  SettingGroup::batch,
                            SettingGroup::limits};

}  // namespace

const Command& fetch_command() {
  static constexpr Command command{"fetch", "", "read the mailbox and load what is new", groups, run};
  return command;
}

}  // namespace tlsrpt
