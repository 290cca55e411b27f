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

/// What a path brought that a caller must know of.
struct LoadResult {
  bool refused = false;
  bool lost = false;  ///< something was refused, and its bytes were not kept
};

bool is_lost(const NewDocument& document) {
  const auto* rejection = std::get_if<Rejection>(&document.content);
  return rejection != nullptr && !rejection->content;
}

LoadResult load_path(Store& store, const Settings& settings, const std::string& path) {
  const RunSettings how = run_settings(settings);
  RunOutput output(settings, path);
  const bool is_pipe = path == "-";
  if (output.shows_progress() && !is_pipe) output.expect_bytes(size_of_path(path));
  LoadResult result;
  RunEvents events = output.events();
  events.settled = [&result, tell = events.settled](const NewMessage& message, const MessageResult& what) {
    result.lost = result.lost || std::ranges::any_of(message.documents, is_lost);
    tell(message, what);
  };
  const std::uint64_t max_bytes = how.decode.max_message_bytes;
  const FileSource source = [&](const ReceiveItem& receive) {
    is_pipe ? read_descriptor(STDIN_FILENO, max_bytes, receive) : read_path(path, max_bytes, receive);
  };
  load(store, source, path, how, events);
  output.finish();
  result.refused = output.counts().rejected > 0;
  return result;
}

int run(const Settings& settings) {
  const auto& paths = settings.positional();
  if (paths.empty()) {
    throw UsageError("load needs a path: a mail, mbox, Maildir, folder, .json, .json.gz, .zip, or -");
  }
  const bool is_pipe = std::ranges::find(paths, "-") != paths.end();
  if (is_pipe && paths.size() > 1) {
    throw UsageError("load - reads standard input and takes no other path beside it");
  }
  Store store(settings.text("database"));
  bool refused = false;
  for (const std::string& path : paths) {
    const LoadResult result = load_path(store, settings, path);
    refused = refused || result.refused;
    if (is_pipe && result.lost)
      throw Unavailable(
          "the mail is over a limit and was not kept; see max-message-bytes and max-rejected-bytes");
  }
  return refused && !is_pipe ? exit_refused : exit_complete;
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::dry_run,
                            SettingGroup::batch, SettingGroup::limits};

}  // namespace

const Command& load_command() {
  static constexpr Command command{"load", "PATH... | -", "load mails and reports from files", groups, run};
  return command;
}

}  // namespace tlsrpt
