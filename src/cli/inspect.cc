// SPDX-License-Identifier: Apache-2.0
#include "ingest/inspect.hh"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/command.hh"
#include "cli/ingest_settings.hh"
#include "cli/inspection_json.hh"
#include "cli/inspection_text.hh"
#include "mailbox/files.hh"

namespace tlsrpt {

namespace {

bool is_rejected(const NewDocument& document) {
  return std::holds_alternative<Rejection>(document.content);
}

int run(const Settings& settings) {
  if (settings.positional().empty())
    throw UsageError("inspect needs a path: what load takes, or - for standard input");
  const bool wants_json = settings.text("format") == "json";
  // Foreign text may hold what a terminal obeys.
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  Decoder decoder(decode_limits(settings));
  bool all_read = true;
  const ReceiveItem show = [&](const FileItem& item) {
    const Inspection inspection = inspect(item, decoder, current_time());
    all_read = all_read && std::ranges::none_of(inspection.message.documents, is_rejected);
    // A line each, so that a folder of any size streams.
    wants_json ? std::cout << as_json(inspection).dump(-1, ' ', is_terminal) << '\n'
               : std::cout << as_text(inspection);
  };
  for (const std::string& path : settings.positional()) {
    const std::uint64_t max_bytes = decoder.limits().max_message_bytes;
    path == "-" ? read_descriptor(STDIN_FILENO, max_bytes, show) : read_path(path, max_bytes, show);
  }
  return all_read ? exit_complete : exit_refused;
}

constexpr std::array groups{SettingGroup::general, SettingGroup::limits, SettingGroup::inspection};

}  // namespace

const Command& inspect_command() {
  static constexpr Command command{"inspect", "PATH... | -", "show what the decoder sees, without a database",
                                   groups, run};
  return command;
}

}  // namespace tlsrpt
