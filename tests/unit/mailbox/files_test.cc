// SPDX-License-Identifier: Apache-2.0
#include "mailbox/files.hh"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.hh"

namespace tlsrpt {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t limit = 1'000;

/// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string path = (fs::temp_directory_path() / "tlsrpt-files-XXXXXX").native();
    REQUIRE(mkdtemp(path.data()) != nullptr);
    path_ = path;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { fs::remove_all(path_); }

  std::string add(const std::string& name, const std::string& content) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
    return (path_ / name).native();
  }
  void add_maildir(const std::string& name) const {
    for (const char* part : {"cur", "new", "tmp"}) fs::create_directories(path_ / name / part);
  }
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
};

struct Found {
  std::string name;  ///< without the temporary folder
  std::uint32_t number;
  FileKind kind;
  std::string bytes;
  std::uint64_t size;
  bool too_large;
};

std::vector<Found> read_all(const fs::path& path, std::uint64_t max_item_bytes = limit) {
  std::vector<Found> found;
  read_path(path.native(), max_item_bytes, [&](const FileItem& item) {
    const std::string name = fs::path(item.path).lexically_relative(path).native();
    found.push_back({name, item.number, item.kind, std::string(item.bytes), item.size, item.too_large});
  });
  return found;
}

std::vector<std::string> names(const std::vector<Found>& found) {
  std::vector<std::string> result;
  for (const Found& item : found) result.push_back(item.name);
  return result;
}

/// Feeds `content` through a pipe.
Found read_pipe(const std::string& content, std::uint64_t max_item_bytes) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  REQUIRE(write(ends[1], content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  close(ends[1]);
  std::vector<Found> found;
  read_descriptor(ends[0], max_item_bytes, [&](const FileItem& item) {
    found.push_back(
        {std::string(item.path), item.number, item.kind, std::string(item.bytes), item.size, item.too_large});
  });
  close(ends[0]);
  REQUIRE(found.size() == 1);
  return found.front();
}

}  // namespace

TEST_CASE("the bytes of a file tell what it is, not its name") {
  const TemporaryFolder folder;
  const auto kind = [&](const std::string& content) {
    const auto found = read_all(folder.add("file.eml", content));
    REQUIRE(found.size() == 1);
    CHECK(found[0].bytes == content);
    CHECK(found[0].size == content.size());
    return found[0].kind;
  };
  CHECK(kind("Subject: a\n\nb\n") == FileKind::mail);
  CHECK(kind("") == FileKind::mail);
  CHECK(kind("\xEF\xBB\xBF\r\n {}") == FileKind::document);
  CHECK(kind("[]") == FileKind::document);
  CHECK(kind("\x1f\x8b\x08") == FileKind::document);
  CHECK(kind("PK\x03\x04") == FileKind::document);
}

TEST_CASE("a file over the limit is handed out unread") {
  const TemporaryFolder folder;
  const std::string path = folder.add("a", std::string(100, 'x'));
  CHECK_FALSE(read_all(path, 100).at(0).too_large);
  const Found found = read_all(path, 99).at(0);
  CHECK(found.too_large);
  CHECK(found.bytes.empty());
  CHECK(found.size == 100);
}

TEST_CASE("the time of the file comes along, in UTC") {
  const TemporaryFolder folder;
  const std::string path = folder.add("a", "x");
  const std::chrono::sys_seconds time = std::chrono::sys_days(std::chrono::year(2024) / 3 / 2);
  fs::last_write_time(path, fs::file_time_type::clock::from_sys(time));
  read_path(path, limit, [&](const FileItem& item) { CHECK(item.modified == time); });
}

TEST_CASE("an mbox file gives its mails, numbered and unquoted") {
  const TemporaryFolder folder;
  const auto found = read_all(
      folder.add("a.mbox", "From a\nS: 1\n\n>From me\n\nFrom b\nS: 2\n\n" + std::string(200, 'x')), 100);
  REQUIRE(found.size() == 2);
  CHECK(found[0].number == 1);
  CHECK(found[0].kind == FileKind::mail);
  CHECK(found[0].bytes == "S: 1\n\nFrom me\n");
  CHECK(found[1].number == 2);
  CHECK(found[1].too_large);
}

TEST_CASE("a folder gives all files below it, sorted, without hidden ones") {
  const TemporaryFolder folder;
  for (const char* name : {"b", "a/2", "a/1", ".hidden", ".dot/file", "c"}) folder.add(name, "x");
  fs::create_symlink("..", folder.path() / "a" / "up");
  fs::create_symlink("../c", folder.path() / "a" / "link");
  CHECK(names(read_all(folder.path())) == std::vector<std::string>{"a/1", "a/2", "a/link", "b", "c"});
}

TEST_CASE("a Maildir gives new and cur, not tmp, and its subfolders") {
  const TemporaryFolder folder;
  folder.add_maildir("Mail");
  folder.add_maildir("Mail/.Junk");
  for (const char* name :
       {"Mail/cur/1:2,S", "Mail/new/2", "Mail/tmp/3", "Mail/dovecot.index", "Mail/.Junk/cur/4", "other"}) {
    folder.add(name, "x");
  }
  CHECK(names(read_all(folder.path() / "Mail")) ==
        std::vector<std::string>{"new/2", "cur/1:2,S", ".Junk/cur/4"});
  CHECK(names(read_all(folder.path())) ==
        std::vector<std::string>{"Mail/new/2", "Mail/cur/1:2,S", "Mail/.Junk/cur/4", "other"});
}

TEST_CASE("nothing that is read is changed") {
  const TemporaryFolder folder;
  folder.add_maildir("Mail");
  const std::string path = folder.add("Mail/new/1", "x");
  const auto before = fs::last_write_time(path);
  read_all(folder.path());
  CHECK(fs::last_write_time(path) == before);
}

TEST_CASE("a path that cannot be read is named") {
  const TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing").native();
  CHECK_THROWS_WITH_AS(read_all(missing), doctest::Contains("missing: No such file"), BadSetup);
  CHECK_THROWS_WITH_AS(read_all("/dev/null"), doctest::Contains("/dev/null"), BadSetup);
}

TEST_CASE("standard input gives one mail or document, up to the limit") {
  const Found mail = read_pipe("From a\nSubject: b\n\n>From c\n", limit);
  CHECK(mail.name == "-");
  CHECK(mail.kind == FileKind::mail);
  CHECK(mail.bytes == "From a\nSubject: b\n\n>From c\n");
  CHECK(read_pipe("{}", limit).kind == FileKind::document);
  CHECK(read_pipe("", limit).size == 0);
  CHECK_FALSE(read_pipe(std::string(1'000, 'x'), limit).too_large);
  const Found large = read_pipe(std::string(1'001, 'x'), limit);
  CHECK(large.too_large);
  CHECK(large.bytes.empty());
  CHECK(large.size == 1'001);
}

TEST_CASE("a descriptor that cannot be read may work later") {
  CHECK_THROWS_AS(read_descriptor(-1, limit, [](const FileItem&) {}), Unavailable);
  const int write_only = open("/dev/null", O_WRONLY);
  CHECK_THROWS_AS(read_descriptor(write_only, limit, [](const FileItem&) {}), Unavailable);
  close(write_only);
}

}  // namespace tlsrpt
