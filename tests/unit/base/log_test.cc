// SPDX-License-Identifier: Apache-2.0
#include "base/log.hh"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace tlsrpt {

TEST_CASE("printable keeps ordinary text of any script") {
  CHECK(printable("plain ASCII \\ \"quoted\"") == "plain ASCII \\ \"quoted\"");
  CHECK(printable("grüße, 日本, 😀") == "grüße, 日本, 😀");
  CHECK(printable("").empty());
}

TEST_CASE("printable escapes what a terminal would obey") {
  CHECK(printable("\x1b[31mred") == "\\x1B[31mred");
  CHECK(printable("two\r\nlines\ttab") == "two\\x0D\\x0Alines\\x09tab");
  CHECK(printable(std::string_view("nul\0del\x7f", 8)) == "nul\\x00del\\x7F");
  CHECK(printable("C1 \xC2\x9B csi") == "C1 \\u{009B} csi");
}

TEST_CASE("printable escapes what a reader cannot see") {
  CHECK(printable("a\u202Eb") == "a\\u{202E}b");
  CHECK(printable("a\u2066b\u2069") == "a\\u{2066}b\\u{2069}");
  CHECK(printable("zero\u200Bwidth\uFEFF") == "zero\\u{200B}width\\u{FEFF}");
  CHECK(printable("tag\U000E0041") == "tag\\u{E0041}");
  CHECK(printable("line\u2028separator") == "line\\u{2028}separator");
}

TEST_CASE("printable shows the bytes of invalid UTF-8") {
  CHECK(printable("a\xFFz") == "a\\xFFz");
  CHECK(printable("overlong \xC0\xAF") == "overlong \\xC0\\xAF");
  CHECK(printable("overlong \xE0\x80\xAF") == "overlong \\xE0\\x80\\xAF");
  CHECK(printable("surrogate \xED\xA0\x80") == "surrogate \\xED\\xA0\\x80");
  CHECK(printable("above \xF4\x90\x80\x80") == "above \\xF4\\x90\\x80\\x80");
  CHECK(printable("cut \xE2\x82") == "cut \\xE2\\x82");
}

TEST_CASE("printable cuts at a character") {
  CHECK(printable("abcdef", 6) == "abcdef");
  CHECK(printable("abcdefg", 6) == "abcdef…");
  CHECK(printable("abcdü", 5) == "abcd…");
  CHECK(printable("abc\x1b", 5) == "abc…");
}

TEST_CASE("a quiet log drops information, never a warning") {
  std::ostringstream out;
  const Log quiet(out, false);
  quiet.info("all is well");
  quiet.warning("look here");
  CHECK(out.str() == "warning: look here\n");
  CHECK_FALSE(quiet.verbose());
}

TEST_CASE("a verbose log writes a line for each call") {
  std::ostringstream out;
  const Log log(out, true);
  log.info("one");
  log.info("two");
  CHECK(out.str() == "one\ntwo\n");
  CHECK(log.verbose());
}

}  // namespace tlsrpt
