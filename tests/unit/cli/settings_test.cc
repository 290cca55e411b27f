// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hh"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "base/error.hh"
#include "cli/setting_value.hh"

using namespace tlsrpt;

namespace {

constexpr std::array groups{SettingGroup::general, SettingGroup::database, SettingGroup::mailbox,
                            SettingGroup::limits};

/// A configuration file that is gone when the test is.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& content) {
    close(mkstemp(path_.data()));
    std::ofstream(path_) << content;
  }
  ~ConfigFile() { unlink(path_.c_str()); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  [[nodiscard]] Settings read(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), {"--config", path_});
    return Settings(groups, arguments);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/tlsrpt-settings-XXXXXX";
};

std::string file_error(const std::string& content) {
  const ConfigFile file(content);
  try {
    static_cast<void>(file.read());
  } catch (const BadSetup& error) {
    const std::string text = error.what();
    REQUIRE(text.starts_with(file.path()));
    return text.substr(file.path().size());
  }
  return "read";
}

std::string usage_error(const std::vector<std::string>& arguments) {
  try {
    static_cast<void>(Settings(groups, arguments));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "read";
}

}  // namespace

TEST_CASE("command line before file before default") {
  const ConfigFile file(
      "# a comment\n\n host = one.example \nport=1993\nfolder = INBOX\nfolder = Junk\nverbose = true\n");
  const Settings settings = file.read({"--host", "two.example", "path", "--tls=starttls"});
  CHECK(settings.text("host") == "two.example");
  CHECK(settings.origin("host") == "--host");
  CHECK(settings.number("port") == 1993);
  CHECK(settings.origin("port") == file.path() + ":4");
  CHECK(settings.list("folder") == std::vector<std::string>{"INBOX", "Junk"});
  CHECK(settings.flag("verbose"));
  CHECK(settings.text("tls") == "starttls");
  CHECK(settings.text("action") == "none");
  CHECK(settings.positional() == std::vector<std::string>{"path"});
}

TEST_CASE("errors of the file name file and line, and what to write") {
  CHECK(file_error("\nhots = a\n") == ":2: unknown setting \"hots\"; see: tlsrpt COMMAND --help");
  CHECK(file_error("port = 70000\n") == ":1: port must be a number from 1 to 65535, not \"70000\"");
  CHECK(file_error("tls = yes\n") == ":1: tls must be one of implicit|starttls|none, not \"yes\"");
  CHECK(file_error("host\n") == ":1: not a setting; write: name = value");
  CHECK(file_error("host =\n") == ":1: host is empty; write a value or leave it out");
  CHECK(file_error("host = a\nhost = b\n").starts_with(":2: host was set before"));
  CHECK(file_error("user = a#b\n").starts_with(":1: # inside a line"));
  CHECK(file_error("[mailbox]\n").starts_with(":1: the file has no sections"));
  CHECK(file_error("password = secret\n").starts_with(":1: a password is never written here"));
  CHECK(file_error("limit = 3\n").starts_with(":1: unknown setting"));
  CHECK(file_error("database = postgresql://me:secret@db/x\n")
            .starts_with(":1: database must not hold a password"));
}

TEST_CASE("no error shows a secret") {
  CHECK(file_error("password = secret\n").find("secret") == std::string::npos);
  CHECK(file_error("database = host=db password=hunter2\n").find("hunter2") == std::string::npos);
  CHECK(file_error("user = a#hunter2\n").find("hunter2") == std::string::npos);
}

TEST_CASE("errors of the command line name the option") {
  CHECK(usage_error({"--port", "x"}) == "--port must be a number from 1 to 65535, not \"x\"");
  CHECK(usage_error({"--hos", "x"}).starts_with("unknown setting"));
  CHECK(usage_error({"--host", "a", "--host", "b"}) == "--host is given twice; leave one out");
  CHECK(usage_error({"--since", "2026-01-01"}).starts_with("unknown setting"));
  CHECK(usage_error({"--password", "x"}).starts_with("a password is never written here"));
}

TEST_CASE("a configuration file that is asked for must be there") {
  CHECK_THROWS_AS(static_cast<void>(Settings(groups, {"--config", "/nowhere/tlsrpt.conf"})), BadSetup);
}

TEST_CASE("days") {
  CHECK(read_day("2026-02-28"));
  for (const char* text : {"2026-02-29", "2026-2-28", "28.02.2026", "2026-02-28T", "+026-02-28", ""}) {
    CAPTURE(text);
    CHECK_FALSE(read_day(text));
  }
}

TEST_CASE("passwords are found in every form of a connection string") {
  const auto refused = [](std::string_view database) {
    for (const SettingRow& row : setting_rows()) {
      if (row.name == "database") return objection(row, database).has_value();
    }
    return false;
  };
  CHECK(refused("postgresql://u:p@h/d"));
  CHECK(refused("host=h password=p"));
  CHECK(refused("host=h password = p"));
  CHECK(refused("postgresql://h/d?password=p"));
  CHECK_FALSE(refused("postgresql://u@h:5432/d"));
  CHECK_FALSE(refused("postgresql://h:5432/d"));
  CHECK_FALSE(refused("service=tlsrpt"));
}
