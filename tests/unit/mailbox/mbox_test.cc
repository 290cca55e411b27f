// SPDX-License-Identifier: Apache-2.0
#include "mailbox/mbox.hh"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsrpt {
namespace {

std::vector<std::string> split(std::string_view file) {
  std::vector<std::string> mails;
  while (!file.empty()) mails.emplace_back(take_mbox_mail(file));
  return mails;
}

}  // namespace

TEST_CASE("an mbox starts with a From line") {
  CHECK(is_mbox("From a@b Sat Mar  2\n"));
  CHECK_FALSE(is_mbox("From: a@b\n"));
  CHECK_FALSE(is_mbox("\nFrom a@b\n"));
  CHECK_FALSE(is_mbox(""));
}

TEST_CASE("an mbox is cut at From lines behind an empty line") {
  CHECK(split("From a\nS: 1\n\none\n\nFrom b\nS: 2\n\ntwo\n") ==
        std::vector<std::string>{"S: 1\n\none\n", "S: 2\n\ntwo\n"});
  CHECK(split("From a\r\nS: 1\r\n\r\none\r\n\r\nFrom b\r\n\r\ntwo") ==
        std::vector<std::string>{"S: 1\r\n\r\none\r\n", "\r\ntwo"});
}

TEST_CASE("a From line within a paragraph, or quoted, is text") {
  CHECK(split("From a\nS: 1\n\none\nFrom b\n").size() == 1);
  CHECK(split("From a\nS: 1\n\n>From b\n\n From c\n\nFrom: d\n").size() == 1);
}

TEST_CASE("empty mails and a file of one line") {
  CHECK(split("From a") == std::vector<std::string>{""});
  CHECK(split("From a\n\nFrom b\n\n") == std::vector<std::string>{"", "\n"});
  CHECK(split("From a\r\n\r\nFrom b\r\nx") == std::vector<std::string>{"", "x"});
}

TEST_CASE("one level of quoting is undone (mboxrd)") {
  CHECK(has_quoted_from(">From a"));
  CHECK(has_quoted_from("x\n>>From a"));
  CHECK_FALSE(has_quoted_from("From a\n> From a\n>Fromage\nx>From a\n"));
  CHECK(unquote_from(">From a\r\n>>From b\n> From c\nFrom d\n>") == "From a\r\n>From b\n> From c\nFrom d\n>");
}

}  // namespace tlsrpt
