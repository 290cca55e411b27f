// SPDX-License-Identifier: Apache-2.0
#include "cli/secret.hh"

#include <array>
#include <cstdio>
#include <fstream>

#include "base/error.hh"
#include "base/log.hh"

namespace tlsrpt {

namespace {

std::string first_line_of_file(const std::string& option, const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file)
    throw BadSetup("cannot read " + option + ' ' + printable(path) + "; check that it is there and readable");
  std::getline(file, line);
  return line;
}

/// As one word of a shell.
std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + '\'';
}

std::string first_line_of_command(const std::string& option, const std::string& command) {
  const std::string bounded = "exec timeout 60 sh -c " + quoted(command);
  std::FILE* const pipe = popen(bounded.c_str(), "re");
  if (pipe == nullptr) throw BadSetup("cannot run " + option + "; check it in a shell");
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), count);
  }
  // The command itself may hold a secret.
  if (pclose(pipe) != 0) {
    throw BadSetup(option + " failed, or took longer than 60 s; run it in a shell to see why");
  }
  return output.substr(0, output.find('\n'));
}

/// Where the secret comes from; empty for auth = external.
std::string secret_option(const Settings& settings) {
  const std::string auth = settings.text("auth");
  std::string found;
  for (const char* option : {"password-file", "password-command", "token-file", "token-command"}) {
    if (!settings.is_set(option)) continue;
    if (auth == "external") {
      throw BadSetup("auth = external needs no secret but client-cert; leave out " + std::string(option));
    }
    if (!found.empty()) throw BadSetup(found + " and " + option + " are both set; leave one out");
    found = option;
  }
  if (auth == "external") {
    if (!settings.is_set("client-cert")) throw BadSetup("auth = external needs client-cert; set it");
    return {};
  }
  const bool takes_token = auth == "xoauth2" || auth == "oauthbearer";
  if (found.empty()) {
    throw BadSetup(takes_token ? "auth = " + auth + " needs a token: set token-file or token-command"
                               : "no password: set password-file or password-command; or, for a token, "
                                 "token-file or token-command");
  }
  if (auth != "auto" && takes_token != found.starts_with("token")) {
    throw BadSetup("auth = " + auth + (takes_token ? " takes a token" : " takes a password") + ", but " +
                   found + " is set; set " +
                   (takes_token ? "token-file or token-command" : "password-file or password-command") +
                   " instead, or auth = auto");
  }
  return found;
}

}  // namespace

Secret read_secret(const Settings& settings) {
  const std::string option = secret_option(settings);
  if (option.empty()) return {};
  std::string line = option.ends_with("file") ? first_line_of_file(option, settings.text(option))
                                              : first_line_of_command(option, settings.text(option));
  while (line.ends_with('\r')) line.pop_back();
  const bool is_token = option.starts_with("token");
  if (line.empty()) {
    throw BadSetup("the first line of " + option + " is empty; it must hold the " +
                   (is_token ? "access token" : "password"));
  }
  return is_token ? Secret{{}, line} : Secret{line, {}};
}

}  // namespace tlsrpt
