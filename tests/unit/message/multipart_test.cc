// SPDX-License-Identifier: Apache-2.0
#include "message/multipart.hh"

#include <doctest/doctest.h>

namespace tlsrpt {
namespace {

const std::vector<OpenMultipart> open_multiparts{{"outer", 1}, {"out", 2}};

void check(std::string_view text, std::size_t level, bool closes, std::string_view before,
           std::string_view behind) {
  CAPTURE(text);
  const Delimiter found = find_delimiter(text, open_multiparts);
  CHECK(found.level == level);
  CHECK(found.closes == closes);
  CHECK(found.before == before);
  CHECK(found.behind == behind);
}

}  // namespace

TEST_CASE("a delimiter stands alone on its line") {
  check("--out\nnext", 1, false, "", "next");
  check("a\r\n--out \t\r\nnext", 1, false, "a", "next");
  check("a\n\n--out--", 1, true, "a\n", "");
  check("a --out\n --out\n--outside\n--ou\n--\n--out--x\n--out", 1, false,
        "a --out\n --out\n--outside\n--ou\n--\n--out--x", "");
}

TEST_CASE("a boundary that is the prefix of another is told apart (Q32)") {
  check("a\n--outer\nb", 0, false, "a", "b");
  check("a\n--outer--\nb", 0, true, "a", "b");
}

TEST_CASE("the end is reached without a delimiter") {
  check("a\n--other\n", 2, false, "a\n--other\n", "");
  check("", 2, false, "", "");
  CHECK(find_delimiter("a\n--out\n", {}).before == "a\n--out\n");
}

}  // namespace tlsrpt
