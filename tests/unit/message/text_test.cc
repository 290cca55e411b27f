// SPDX-License-Identifier: Apache-2.0
#include "message/text.hh"

#include <doctest/doctest.h>

#include <string>

namespace tlsrpt {

TEST_CASE("letter case is that of ASCII") {
  CHECK(equals_ignoring_case("Base64", "bASE64"));
  CHECK_FALSE(equals_ignoring_case("base64", "base6"));
  CHECK_FALSE(equals_ignoring_case("Ä", "ä"));
}

TEST_CASE("hex_value knows both cases and nothing else") {
  CHECK(hex_value('0') == 0);
  CHECK(hex_value('a') == 10);
  CHECK(hex_value('F') == 15);
  CHECK(hex_value('g') == -1);
  CHECK(hex_value('=') == -1);
}

TEST_CASE("to_utf8 keeps UTF-8 and reads the charsets that it knows") {
  CHECK(to_utf8("grüße 😀") == "grüße 😀");
  CHECK(to_utf8("gr\xFC\xDF"
                "e",
                "ISO-8859-1") == "grüße");
  CHECK(to_utf8("\x80\x81", "windows-1252") == "€\uFFFD");
  CHECK(to_utf8("grüße", "x-unheard-of") == "grüße");
}

TEST_CASE("to_utf8 gives valid UTF-8 whatever comes in") {
  CHECK(to_utf8("a\xFF\xFEz") == "a\uFFFD\uFFFDz");
  CHECK(to_utf8("cut \xE2\x82") == "cut \uFFFD\uFFFD");
  CHECK(to_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(to_utf8("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(to_utf8(std::string_view("a\0b", 3)) == "a\uFFFDb");
}

TEST_CASE("encoded words become text (RFC 2047)") {
  CHECK(decode_encoded_words("plain text") == "plain text");
  CHECK(decode_encoded_words("=?utf-8?B?Z3LDvMOfZQ==?=") == "grüße");
  CHECK(decode_encoded_words("a =?ISO-8859-1?q?gr=FC=DFe_an?= b") == "a grüße an b");
  CHECK(decode_encoded_words("=?utf-8*de?Q?ja?=") == "ja");
}

TEST_CASE("blanks between encoded words vanish, a character may be cut in two") {
  CHECK(decode_encoded_words("=?utf-8?Q?a?= =?utf-8?Q?b?=") == "ab");
  CHECK(decode_encoded_words("=?utf-8?Q?gr=C3?=  =?UTF-8?Q?=BC?= n") == "grü n");
  CHECK(decode_encoded_words("=?utf-8?Q?a?= =?iso-8859-1?Q?=FC?=") == "aü");
  CHECK(decode_encoded_words("=?utf-8?Q?a?= x =?utf-8?Q?b?=") == "a x b");
}

TEST_CASE("what is no encoded word stays") {
  for (const std::string text : {"=?", "=?utf-8", "=?utf-8?", "=?utf-8?B", "=?utf-8?B?",
                                 "=?utf-8?B?YQ==", "=?utf-8?X?YQ==?=", "1=?2 =? ?="}) {
    CHECK(decode_encoded_words(text) == text);
  }
  CHECK(decode_encoded_words("=?utf-8?Q?a=4?=") == "a=4");
}

}  // namespace tlsrpt
