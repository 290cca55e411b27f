// SPDX-License-Identifier: Apache-2.0
#include <boost/program_options.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include "generate.hh"

namespace po = boost::program_options;

namespace {

constexpr int exit_usage = 64;

tlsrpt::MailFormat to_format(const std::string& name) {
  if (name == "eml") return tlsrpt::MailFormat::eml;
  if (name == "maildir") return tlsrpt::MailFormat::maildir;
  if (name == "mbox") return tlsrpt::MailFormat::mbox;
  throw po::error("--format must be eml, maildir or mbox, not '" + name + "'");
}

std::chrono::sys_days to_day(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int end = 0;
  const int fields = std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &end);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (fields != 3 || text.size() != 10 || end != 10 || !date.ok()) {
    throw po::error("--first-day must be a date like 2026-01-31, not '" + text + "'");
  }
  return date;
}

void check_bounds(const std::string& option, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
  if (value >= low && value <= high) return;
  throw po::error(option + " must be " + std::to_string(low) + " to " + std::to_string(high));
}

struct CommandLine {
  tlsrpt::GeneratorSettings settings;
  std::string manifest;
};

/// Nothing: the help was printed.
std::optional<CommandLine> read_command_line(int argc, char** argv) {
  CommandLine line;
  tlsrpt::GeneratorSettings& settings = line.settings;
  std::string out;
  std::string format;
  std::string first_day;
  po::options_description options(
      "tlsrpt-generate: writes mails with TLS reports, equal ones for equal options");
  options.add_options()("help", "this text")                                                         //
      ("out", po::value(&out)->required(), "folder for the mails")                                   //
      ("manifest", po::value(&line.manifest), "JSON file for the expected totals")                   //
      ("count", po::value(&settings.count)->required(), "mails")                                     //
      ("seed", po::value(&settings.seed)->default_value(1), "other seeds give other mails")          //
      ("first-day", po::value(&first_day)->default_value("2026-01-01"), "day of the first reports")  //
      ("days", po::value(&settings.days)->default_value(0),
       "days over which to spread the mails; 0: fill the days")                                             //
      ("domains", po::value(&settings.domains)->default_value(0), "domains; 0: as many as the mails need")  //
      ("format", po::value(&format)->default_value("eml"), "eml, maildir or mbox")                          //
      ("odd", po::value(&settings.odd)->default_value(0),
       "percent (0 to 50) of duplicates, conflicts, broken reports and other mails");
  po::variables_map values;
  po::store(po::parse_command_line(argc, argv, options), values);
  if (values.contains("help")) {
    std::cout << options;
    return std::nullopt;
  }
  po::notify(values);
  check_bounds("--count", settings.count, 1, 10'000'000);
  check_bounds("--days", settings.days, 0, 36'500);
  check_bounds("--domains", settings.domains, 0, 1'000'000);
  check_bounds("--odd", settings.odd, 0, 50);
  settings.out = out;
  settings.format = to_format(format);
  settings.first_day = to_day(first_day);
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto line = read_command_line(argc, argv);
    if (!line) return 0;
    const tlsrpt::Manifest manifest = generate(line->settings);
    if (line->manifest.empty()) return 0;
    std::ofstream file(line->manifest, std::ios::binary);
    file << manifest.json() << std::flush;
    if (!file) throw std::ios_base::failure("cannot write " + line->manifest);
    return 0;
  } catch (const po::error& error) {
    std::cerr << "tlsrpt-generate: " << error.what() << "; see --help\n";
    return exit_usage;
  } catch (const std::exception& error) {
    std::cerr << "tlsrpt-generate: " << error.what() << '\n';
    return 1;
  }
}
