// SPDX-License-Identifier: Apache-2.0
#include "message/header.hh"

#include <doctest/doctest.h>

#include <string>

#include "base/error.hh"

namespace tlsrpt {
namespace {

constexpr std::uint64_t limit = 1'000'000;

}  // namespace

TEST_CASE("fields are found in any letter case and unfolded") {
  const std::string block =
      "SUBJECT: one\r\n\ttwo\r\nX-Other: no\r\n not this\r\nfrom :a@example.org\r\n\r\n";
  const HeaderFields fields = read_header(block + "body", limit);
  CHECK(fields.length == block.size());
  CHECK(fields.subject == "one two");
  CHECK(fields.from == "a@example.org");
  CHECK(fields.content_type.empty());
}

TEST_CASE("of a repeated field the first one counts") {
  CHECK(read_header("Subject: a\nSubject: b\n\n", limit).subject == "a");
}

TEST_CASE("Content-Type comes as it stands, quotes and all") {
  CHECK(read_header("Content-Type: a/b; boundary=\"x;y\"\n\n", limit).content_type ==
        "a/b; boundary=\"x;y\"");
}

TEST_CASE("the block ends where its lines are no fields") {
  CHECK(read_header("\r\nSubject: body\r\n", limit).length == 2);
  CHECK(read_header("{\"report-id\": 1}\n", limit).length == 0);
  CHECK(read_header(" folded: nothing\n", limit).length == 0);
  CHECK(read_header("", limit).length == 0);
  CHECK(read_header("Subject: a\nno field\n", limit).length == 11);
}

TEST_CASE("a carriage return or zero byte amid a field costs the mail no other field") {
  using namespace std::string_literals;
  for (const auto& field : {"Subject: a\rb c\r\n"s, "Subject: a\0b\r\n"s}) {
    const HeaderFields fields = read_header(field + "From: d\r\n\r\n", limit);
    CHECK(fields.subject == "a");
    CHECK(fields.from == "d");
  }
}

TEST_CASE("a block without an end is read to its end") {
  const HeaderFields fields = read_header("From: b\nSubject: a", limit);
  CHECK(fields.subject == "a");
  CHECK(fields.from == "b");
  CHECK(fields.length == 18);
}

TEST_CASE("the limit of a header block holds to the byte") {
  const std::string block = "Subject: a\n\n";
  CHECK(read_header(block, block.size()).subject == "a");
  CHECK_THROWS_AS(static_cast<void>(read_header(block, block.size() - 1)), BadMessage);
}

TEST_CASE("a giant field is passed over, its neighbours are read") {
  const std::string giant(500'000, 'x');
  const HeaderFields fields = read_header(
      "Subject: " + giant + "\n " + giant + "\nFrom: a\nX: " + giant + "\nMessage-ID: b\n\n", 3 * limit);
  CHECK(fields.subject.empty());
  CHECK(fields.from == "a");
  CHECK(fields.message_id == "b");
}

}  // namespace tlsrpt
