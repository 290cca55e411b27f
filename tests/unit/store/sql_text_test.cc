// SPDX-License-Identifier: Apache-2.0
#include "store/sql_text.hh"

#include <doctest/doctest.h>

using namespace tlsrpt;
using namespace std::chrono;

TEST_CASE("values as PostgreSQL reads them") {
  CHECK(uuid_text({0x6a, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0xff}) ==
        "6a000102-0304-0506-0708-090a0b0c0dff");
  CHECK(bytea_text(std::string_view("a\0\xFF", 3)) == "\\x6100ff");
  CHECK(date_text(2026y / January / 2) == "2026-01-02");
  CHECK(time_text(sys_days{2026y / January / 2} + 3h + 4min + 5s) == "2026-01-02 03:04:05+00");
  CHECK_FALSE(null_if_empty(""));
  CHECK(null_if_empty("x") == "x");
}

TEST_CASE("array literals quote what is foreign") {
  ArrayText texts;
  CHECK(texts.text() == "{}");
  texts.add("a,b");
  texts.add("");
  texts.add("NULL");
  texts.add(R"(x"\{})");
  CHECK(texts.text() == R"({"a,b","","NULL","x\"\\{}"})");
  ArrayText numbers;
  numbers.add(std::int64_t{1});
  numbers.add(std::int64_t{2});
  CHECK(numbers.text() == "{1,2}");
}
