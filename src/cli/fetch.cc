// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <iostream>

#include "base/error.hh"
#include "base/log.hh"
#include "cli/command.hh"
#include "cli/ingest_settings.hh"
#include "cli/run_output.hh"
#include "cli/stop_signal.hh"
#include "store/store.hh"

namespace tlsrpt {

namespace {

/// Opens the folder with what is left of run-timeout, and with a secret that is read anew: a token expires.
OpenMailbox opener(const Settings& settings, const std::string& folder) {
  using Clock = std::chrono::steady_clock;
  const std::chrono::seconds timeout(settings.number("run-timeout"));
  const auto end = Clock::now() + timeout;
  return [&settings, folder, timeout, end] {
    ImapSettings imap = imap_settings(settings, folder);
    if (!settings.flag("watch"))
      imap.run_timeout = std::chrono::ceil<std::chrono::seconds>(end - Clock::now());
    if (imap.run_timeout <= std::chrono::seconds{0}) {
      throw Unavailable("the run took longer than run-timeout allows (" + std::to_string(timeout.count()) +
                        " s); the next one goes on where it ended");
    }
    return open_imap(imap);
  };
}

void fetch_folder(Store& store, const Settings& settings, const std::string& folder, const StopSignal& stop) {
  const FetchSettings how = fetch_settings(settings, folder, stop);
  RunOutput output(settings, how.folder.account + "/" + folder);
  if (fetch(store, opener(settings, folder), how, output.events()) == FetchEnd::locked) {
    Log(std::cerr, settings.flag("verbose"))
        .info(printable(folder) + ": another run is at work here; nothing to do");
    return;
  }
  output.finish();
}

void watch_folder(const Settings& settings, const std::string& folder, const StopSignal& stop) {
  const FetchSettings how = fetch_settings(settings, folder, stop);
  RunOutput output(settings, how.folder.account + "/" + folder);
  RunEvents events = output.events();
  const Log log(std::cerr, settings.flag("verbose"));
  events.interrupted = [&log](std::string_view why) { log.warning(std::string(why)); };
  watch([&settings] { return Store(settings.text("database")); }, opener(settings, folder), how, events);
  output.finish();
}

int run(const Settings& settings) {
  if (!settings.positional().empty())
    throw UsageError("fetch takes no arguments; name folders with --folder");
  const std::vector<std::string> folders = settings.list("folder");
  const bool stays = settings.flag("watch");
  if (stays && (settings.flag("dry-run") || settings.number("limit") > 0))
    throw UsageError("--watch goes neither with --dry-run nor with --limit");
  if (stays && folders.size() > 1)
    throw UsageError("--watch stays with one folder; start a tlsrpt fetch --watch --folder NAME for each");
  // Everything a person may have to mend is asked for before the database is.
  for (const std::string& folder : folders) static_cast<void>(imap_settings(settings, folder));
  const StopSignal stop;
  for (const std::string& folder : folders) {
    if (stop.came()) break;
    if (stays) {
      watch_folder(settings, folder, stop);
    } else {
      Store store(settings.text("database"));
      fetch_folder(store, settings, folder, stop);
    }
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
