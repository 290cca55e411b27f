// SPDX-License-Identifier: Apache-2.0
#include "message/quoted_printable.hh"

#include <doctest/doctest.h>

#include <string>

namespace tlsrpt {

TEST_CASE("quoted-printable codes and soft breaks are undone") {
  CHECK(decode_quoted_printable("a=3Db=\r\nc=\nd") == "a=bcd");
  CHECK(decode_quoted_printable("=1F=8b=00") == std::string("\x1f\x8b\0", 3));
  CHECK(decode_quoted_printable("soft= \t\r\nbreak") == "softbreak");
  CHECK(decode_quoted_printable("").empty());
}

TEST_CASE("quoted-printable keeps line ends and drops the blanks in front of them") {
  CHECK(decode_quoted_printable("one \ntwo\t\r\n\r\nthree  ") == "one\ntwo\r\n\r\nthree");
  CHECK(decode_quoted_printable("kept=20\n") == "kept \n");
}

TEST_CASE("quoted-printable forgives what is no code") {
  CHECK(decode_quoted_printable("1=2 =ZZ =4") == "1=2 =ZZ =4");
  CHECK(decode_quoted_printable("==41=") == "=A");
  CHECK(decode_quoted_printable("\x01 \xC3\xBC") == "\x01 \xC3\xBC");
}

}  // namespace tlsrpt
