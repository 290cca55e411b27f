// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iostream>
#include <optional>

#include "base/log.hh"
#include "cli/arguments.hh"
#include "cli/command.hh"
#include "cli/ingest_settings.hh"
#include "cli/inspection_text.hh"
#include "cli/print_table.hh"
#include "ingest/revise.hh"
#include "ingest/run_record.hh"
#include "store/listing.hh"
#include "store/sql_text.hh"
#include "version.hh"

namespace tlsrpt {

namespace {

constexpr std::string_view usage = "rejected list | rejected show KEY | rejected retry [KEY]";

int list(const Settings& settings) {
  const Table table = list_rejected(settings.text("database"));
  std::cout << (table.rows.empty() ? "nothing is refused\n" : as_text(table));
  return exit_complete;
}

RejectedContent find(Rejected& rejected, const ReportKey& key) {
  auto content = rejected.find(key);
  if (!content)
    throw UsageError("no bytes are kept under " + uuid_text(key) +
                     "; save the mail into a file and run: tlsrpt load FILE, with a higher limit");
  return *std::move(content);
}

int show(const Settings& settings) {
  Rejected rejected(settings.text("database"));
  RejectedContent content = find(rejected, key_argument(settings, 1, usage));
  std::cout << fmt::format("{}/{} UID {}\n", printable(content.folder.account),
                           printable(content.folder.folder), content.context.uid);
  content.context.documents.push_back({content.file_name, std::move(content.rejection)});
  std::cout << as_text(content.context);
  return exit_complete;
}

/// Tells what became of one and returns whether it is resolved.
bool retry_one(const RejectedContent& content, Rejected& rejected, Store& store, Decoder& decoder,
               std::chrono::sys_seconds now) {
  const RetryResult result = retry(content, rejected, store, decoder, now);
  std::cout << fmt::format("{}: {}", uuid_text(content.rejection.key),
                           result.resolved ? "read" : "refused again");
  for (const NewDocument& document : result.message.documents) {
    const auto* rejection = std::get_if<Rejection>(&document.content);
    if (rejection != nullptr)
      std::cout << fmt::format(", {} ({})", rejection->reason, printable(rejection->detail));
  }
  for (const MessageResult& message : result.results) {
    for (const DocumentResult& document : message.documents) std::cout << ", " << to_string(document.outcome);
  }
  std::cout << '\n';
  return result.resolved;
}

int retry_all(const Settings& settings) {
  Rejected rejected(settings.text("database"));
  Store store(settings.text("database"));
  Decoder decoder(decode_limits(settings));
  bool all_read = true;
  const auto retry = [&](const RejectedContent& content) {
    all_read = retry_one(content, rejected, store, decoder, current_time()) && all_read;
  };
  recorded_run(store, "retry", {}, program_version, [&] {
    if (settings.positional().size() > 1) return retry(find(rejected, key_argument(settings, 1, usage)));
    std::optional<ReportKey> after;
    for (auto next = rejected.unresolved(after, 1); !next.empty(); next = rejected.unresolved(after, 1)) {
      retry(next.front());
      after = next.front().rejection.key;
    }
  });
  return all_read ? exit_complete : exit_refused;
}

constexpr std::array<SubCommand, 3> sub_commands{
    {{"list", 0, list}, {"show", 1, show}, {"retry", 1, retry_all}}};

int run(const Settings& settings) {
  return run_sub_command(settings, sub_commands, usage);
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::limits};

}  // namespace

const Command& rejected_command() {
  static constexpr Command command{"rejected", "list | show KEY | retry [KEY]",
                                   "see what was refused, and try it again", groups, run};
  return command;
}

}  // namespace tlsrpt
