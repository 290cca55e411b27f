// SPDX-License-Identifier: Apache-2.0
#include "report/repair.hh"

#include <doctest/doctest.h>

#include <string>

using namespace std::string_literals;

namespace {

std::string repaired(std::string_view json) {
  return tlsrpt::repaired(json).text;
}

}  // namespace

TEST_CASE("valid JSON stays as it is") {
  for (const char* json : {R"({"a":"b\"c\\","d":[1,-2,3.5,true,null]})", R"(["😀","\ud83d\ude00"])"}) {
    CHECK(repaired(json) == json);
  }
}

TEST_CASE("raw control characters inside of strings are escaped") {
  CHECK(repaired("{\"a\":\n\"x\ny\tz\"}") == "{\"a\":\n\"x\\u000ay\\u0009z\"}");
  CHECK(repaired("\"a\0b\""s) == "\"a\\u0000b\"");
}

TEST_CASE("what UTF-8 cannot hold becomes U+FFFD") {
  CHECK(repaired("\"a\xFF\xC3\"") == "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(repaired("\"\xED\xA0\x80\"") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(repaired(R"("\ud83d")") == R"("\ufffd")");
  CHECK(repaired(R"("\ude00\ud83d\ude00")") == R"("\ufffd\ud83d\ude00")");
}

TEST_CASE("what was replaced is noted, what was escaped is not") {
  CHECK(tlsrpt::repaired("\"\xFF\"").has_replacement);
  CHECK(tlsrpt::repaired(R"("\ud83d")").has_replacement);
  CHECK_FALSE(tlsrpt::repaired("\"a\nb\"").has_replacement);
  CHECK_FALSE(tlsrpt::repaired(R"("\ufffd")").has_replacement);
}

TEST_CASE("numbers that fit nothing become text") {
  CHECK(repaired("[18446744073709551616,1e400,12]") == R"(["18446744073709551616","1e400",12])");
}

TEST_CASE("broken documents end, and stay broken") {
  CHECK(repaired("{\"a\":\"\\") == "{\"a\":\"\\");
  CHECK(repaired("{\"a\":\"\\u12") == "{\"a\":\"\\u12");
  CHECK(repaired("").empty());
}
