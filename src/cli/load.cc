// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/error.hh"
#include "cli/command.hh"
#include "cli/ingest_settings.hh"
#include "cli/run_output.hh"
#include "mailbox/files.hh"
#include "store/store.hh"

namespace tlsrpt {

namespace {

/// \return whether something was refused
bool load_path(Store& store, const Settings& settings, const std::string& path) {
  Decoder decoder(decode_limits(settings));
  RunOutput output(settings, path);
  const std::uint64_t max_bytes = decoder.limits().max_message_bytes;
  const FileSource source = [&](const ReceiveItem& receive) {
    path == "-" ? read_descriptor(STDIN_FILENO, max_bytes, receive) : read_path(path, max_bytes, receive);
  };
  load(store, source, path, decoder, run_settings(settings), output.events());
  output.finish();
  return output.counts().rejected > 0;
}

int run(const Settings& settings) {
  const auto& paths = settings.positional();
  if (paths.empty())
    throw UsageError("load needs a path: a mail, mbox, Maildir, folder, .json, .json.gz, .zip, or -");
  const bool is_pipe = std::ranges::find(paths, "-") != paths.end();
  if (is_pipe && paths.size() > 1)
    throw UsageError("load - reads standard input and takes no other path beside it");
  try {
    Store store(settings.text("database"));
    bool refused = false;
    for (const std::string& path : paths) refused = load_path(store, settings, path) || refused;
    return refused && !is_pipe ? exit_refused : exit_complete;
  } catch (const BadSetup& error) {
    // A mail server that pipes a mail in must keep it and try again, never bounce it.
    if (is_pipe) throw Unavailable(error.what());
    throw;
  }
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::dry_run,
                            SettingGroup::batch, SettingGroup::limits};

}  // namespace

const Command& load_command() {
  static constexpr Command command{"load", "PATH... | -", "load mails and reports from files", groups, run};
  return command;
}

}  // namespace tlsrpt
