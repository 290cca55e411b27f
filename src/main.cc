// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.hh"
#include "cli/command.hh"
#include "version.hh"

namespace {

using tlsrpt::Command;

const std::vector<const Command*>& commands() {
  static const std::vector<const Command*> all{&tlsrpt::migrate_command(),   &tlsrpt::fetch_command(),
                                               &tlsrpt::load_command(),      &tlsrpt::inspect_command(),
                                               &tlsrpt::report_command(),    &tlsrpt::reparse_command(),
                                               &tlsrpt::conflicts_command(), &tlsrpt::rejected_command()};
  return all;
}

int print_help() {
  std::cout << "tlsrpt reads SMTP TLS reports (RFC 8460) out of a mailbox into PostgreSQL.\n\nUsage: tlsrpt "
               "COMMAND "
               "[OPTION...]\n\nCommands:\n";
  for (const Command* command : commands()) {
    std::cout << "  " << command->name << std::string(11 - command->name.size(), ' ') << command->brief
              << '\n';
  }
  std::cout
      << "\ntlsrpt COMMAND --help lists the options of a command; tlsrpt --version tells the version.\n";
  return tlsrpt::exit_complete;
}

int print_help(const Command& command) {
  std::cout << "tlsrpt " << command.name << ": " << command.brief << "\n\nUsage: tlsrpt " << command.name
            << " [OPTION...] " << command.arguments
            << "\n\nEvery option but those marked * may stand in the configuration file, as: name = value\n\n"
            << tlsrpt::settings_help(command.groups);
  return tlsrpt::exit_complete;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw tlsrpt::UsageError("no command; see: tlsrpt --help");
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") return print_help();
  if (name == "--version") {
    std::cout << "tlsrpt " << tlsrpt::program_version << '\n';
    return tlsrpt::exit_complete;
  }
  const auto found = std::ranges::find(commands(), name, &Command::name);
  if (found == commands().end()) throw tlsrpt::UsageError("no command of that name; see: tlsrpt --help");
  const std::vector<std::string> options(arguments.begin() + 1, arguments.end());
  if (std::ranges::find(options, "--help") != options.end()) return print_help(**found);
  const int status = (*found)->run(tlsrpt::Settings((*found)->groups, options));
  if (!std::cout.flush()) throw tlsrpt::Unavailable("the output could not be written; is the disk full?");
  return status;
}

/// A mail server pipes a mail in: it must keep it and try again, never bounce it.
bool is_delivery(const std::vector<std::string>& arguments) {
  return !arguments.empty() && arguments.front() == "load" &&
         std::ranges::find(arguments, "-") != arguments.end();
}

int failed(int status, const std::exception& error) {
  std::cerr << "tlsrpt: " << error.what() << '\n';
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  // A core dump would hold passwords.
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool delivery = is_delivery(arguments);
  try {
    return run(arguments);
  } catch (const tlsrpt::UsageError& error) {
    return failed(tlsrpt::exit_usage, error);
  } catch (const tlsrpt::Unavailable& error) {
    return failed(tlsrpt::exit_try_again, error);
  } catch (const tlsrpt::BadSetup& error) {
    return failed(delivery ? tlsrpt::exit_try_again : tlsrpt::exit_setup, error);
  } catch (const std::exception& error) {
    return failed(delivery ? tlsrpt::exit_try_again : tlsrpt::exit_bug, error);
  }
}
