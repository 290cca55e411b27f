// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <array>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/text.hh"
#include "cli/command.hh"
#include "cli/print_table.hh"
#include "store/summary.hh"

namespace tlsrpt {

namespace {

using Json = nlohmann::ordered_json;

struct Section {
  std::string_view choice;  ///< of --by
  std::string_view key;     ///< in JSON
  std::string_view title;
  const Table* table;
};

SummaryRange range_of(const Settings& settings) {
  using namespace std::chrono;
  SummaryRange range;
  range.until = settings.is_set("until") ? settings.day("until") : floor<days>(system_clock::now());
  range.since = settings.is_set("since") ? settings.day("since") : range.until - days{29};
  if (range.since > range.until) throw UsageError("--since lies behind --until; exchange them");
  if (settings.is_set("domain")) {
    range.report_domain = ascii_lower(settings.text("domain"));
    if (range.report_domain->ends_with('.')) range.report_domain->pop_back();
  }
  return range;
}

Json json_of(const Table& table) {
  Json rows = Json::array();
  for (const auto& row : table.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto& [name, is_number] = table.columns[i];
      object[name] = !row[i] ? Json() : is_number ? Json::parse(*row[i]) : Json(*row[i]);
    }
    rows.push_back(std::move(object));
  }
  return rows;
}

void print(const std::vector<Section>& sections, const std::string& format) {
  // Foreign text may hold what a terminal obeys.
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  if (format == "json") {
    Json document = Json::object();
    for (const Section& section : sections) document[std::string(section.key)] = json_of(*section.table);
    std::cout << document.dump(2, ' ', is_terminal) << '\n';
    return;
  }
  bool first = true;
  for (const Section& section : sections) {
    if (!first) std::cout << '\n';
    first = false;
    if (format == "csv") {
      std::cout << as_csv(*section.table, is_terminal);
    } else {
      std::cout << section.title << '\n'
                << (section.table->rows.empty() ? "(none)\n" : as_text(*section.table));
    }
  }
}

int run(const Settings& settings) {
  if (!settings.positional().empty())
    throw UsageError("report takes no arguments; see: tlsrpt report --help");
  const Summary summary = read_summary(settings.text("database"), range_of(settings));
  std::vector<Section> sections{
      {"domain", "domains", "Sessions by domain", &summary.domains},
      {"result-type", "result_types", "Failed sessions by result type", &summary.result_types},
      {"reporter", "reporters", "Sessions by reporter", &summary.reporters},
  };
  const std::string by = settings.text("by");
  if (by != "all") std::erase_if(sections, [&by](const Section& section) { return section.choice != by; });
  print(sections, settings.text("format"));
  return exit_complete;
}

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::days,
                            SettingGroup::summary};

}  // namespace

const Command& report_command() {
  static constexpr Command command{"report", "", "sessions and failures by domain, result type and reporter",
                                   groups, run};
  return command;
}

}  // namespace tlsrpt
