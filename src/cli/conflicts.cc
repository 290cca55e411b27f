// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iostream>

#include "base/error.hh"
#include "base/log.hh"
#include "cli/arguments.hh"
#include "cli/command.hh"
#include "cli/ingest_settings.hh"
#include "cli/inspection_text.hh"
#include "cli/print_table.hh"
#include "ingest/report_key.hh"
#include "ingest/revise.hh"
#include "store/listing.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

constexpr std::string_view usage =
    "conflicts list | conflicts show KEY | conflicts accept KEY --replace|--add [--body HASH]";

int list(const Settings& settings) {
  const Table table = list_conflicts(settings.text("database"));
  std::cout << (table.rows.empty() ? "no conflicts\n" : as_text(table));
  return exit_complete;
}

NewReport decode(const Settings& settings, const StoredBody& stored) {
  Decoder decoder(decode_limits(settings));
  return decode_stored(decoder, stored, current_time());
}

int show(const Settings& settings) {
  const ReportKey key = key_argument(settings, 1, usage);
  const std::vector<StoredBody> bodies = Revision(settings.text("database")).bodies_of(key);
  if (bodies.empty())
    throw UsageError("there is no report " + uuid_text(key) + "; see: tlsrpt conflicts list");
  for (const StoredBody& stored : bodies) {
    std::cout << fmt::format("{} body {}\n", stored.disposition, hex(stored.body_hash));
    try {
      std::cout << as_text(NewDocument{stored.file_name, decode(settings, stored)});
    } catch (const BadMessage& error) {
      std::cout << fmt::format("  refused today: {} ({})\n", error.reason(), printable(error.what()));
    }
  }
  return exit_complete;
}

/// The one undecided body under the key, or the one that --body names.
const StoredBody& choose(const std::vector<StoredBody>& bodies, const std::string& hash) {
  const StoredBody* chosen = nullptr;
  for (const StoredBody& stored : bodies) {
    if (stored.disposition != "conflict" || !hex(stored.body_hash).starts_with(hash)) continue;
    if (chosen != nullptr) throw UsageError("several bodies wait under this key; name one with --body HASH");
    chosen = &stored;
  }
  if (chosen == nullptr) throw UsageError("no such conflict waits; see: tlsrpt conflicts list");
  return *chosen;
}

int accept(const Settings& settings) {
  const ReportKey key = key_argument(settings, 1, usage);
  if (settings.flag("replace") == settings.flag("add")) {
    throw UsageError(
        "say what to do with the other body: --replace (it is the right one) or --add (both are)");
  }
  Revision revision(settings.text("database"));
  const std::vector<StoredBody> bodies = revision.bodies_of(key);
  NewReport report = decode(settings, choose(bodies, settings.text("body")));
  if (settings.flag("add")) report.key = added_report_key(key, report.body_hash);
  revision.accept(report, key, settings.flag("add") ? ConflictChoice::add : ConflictChoice::replace);
  std::cout << fmt::format("{} report {}\n", settings.flag("add") ? "added as" : "replaced",
                           uuid_text(report.key));
  return exit_complete;
}

constexpr std::array<SubCommand, 3> sub_commands{
    {{"list", 0, list}, {"show", 1, show}, {"accept", 1, accept}}};

int run(const Settings& settings) {
  return run_sub_command(settings, sub_commands, usage);
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::limits,
                            SettingGroup::conflicts};

}  // namespace

const Command& conflicts_command() {
  static constexpr Command command{"conflicts", "list | show KEY | accept KEY",
                                   "decide between two bodies of one report", groups, run};
  return command;
}

}  // namespace tlsrpt
