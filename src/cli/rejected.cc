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
  if (!content) throw UsageError("no bytes are kept under " + uuid_text(key) + "; see: tlsrpt rejected list");
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
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  Rejected rejected(settings.text("database"));
  Store store(settings.text("database"));
  Decoder decoder(decode_limits(settings));
  store.begin_run("retry", {}, program_version);
  bool all_read = true;
  if (settings.positional().size() > 1) {
    const RejectedContent content = find(rejected, key_argument(settings, 1, usage));
    all_read = retry_one(content, rejected, store, decoder, now);
  } else {
    std::optional<ReportKey> after;
    for (auto next = rejected.unresolved(after, 1); !next.empty(); next = rejected.unresolved(after, 1)) {
      all_read = retry_one(next.front(), rejected, store, decoder, now) && all_read;
      after = next.front().rejection.key;
    }
  }
  store.end_run({});
  return all_read ? exit_complete : exit_refused;
}

int run(const Settings& settings) {
  const auto& arguments = settings.positional();
  const std::string what = arguments.empty() ? "list" : arguments.front();
  if (arguments.size() > (what == "list" ? 1U : 2U))
    throw UsageError("too many arguments; write: " + std::string(usage));
  if (what == "list") return list(settings);
  if (what == "show") return show(settings);
  if (what == "retry") return retry_all(settings);
  throw UsageError("write: " + std::string(usage));
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::limits};

}  // namespace

const Command& rejected_command() {
  static constexpr Command command{"rejected", "list | show KEY | retry [KEY]",
                                   "see what was refused, and try it again", groups, run};
  return command;
}

}  // namespace tlsrpt
