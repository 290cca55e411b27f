// SPDX-License-Identifier: Apache-2.0
#include "cli/secret.hh"

#include <array>
#include <cstdio>
#include <fstream>

#include "base/error.hh"
#include "base/log.hh"

namespace tlsrpt {

namespace {

std::string first_line_of_file(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file)
    throw BadSetup("cannot read password-file " + printable(path) + "; check that it is there and readable");
  std::getline(file, line);
  return line;
}

std::string first_line_of_command(const std::string& command) {
  std::FILE* const pipe = popen(command.c_str(), "re");
  if (pipe == nullptr) throw BadSetup("cannot run password-command; check it in a shell");
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), count);
  }
  if (const int status = pclose(pipe); status != 0) {
    throw BadSetup("password-command failed; run it in a shell to see why: " + printable(command, 200));
  }
  return output.substr(0, output.find('\n'));
}

}  // namespace

std::string read_secret(const Settings& settings) {
  const bool from_file = settings.is_set("password-file");
  if (from_file == settings.is_set("password-command")) {
    throw BadSetup(from_file ? "password-file and password-command are both set; leave one out"
                             : "no password: set password-file or password-command");
  }
  std::string secret = from_file ? first_line_of_file(settings.text("password-file"))
                                 : first_line_of_command(settings.text("password-command"));
  while (secret.ends_with('\r')) secret.pop_back();
  if (secret.empty()) {
    throw BadSetup(
        (from_file ? "the first line of password-file " : "the first line printed by password-command ") +
        std::string("is empty; it must hold the password"));
  }
  return secret;
}

}  // namespace tlsrpt
