// SPDX-License-Identifier: Apache-2.0
#include "report/datetime.hh"

#include <doctest/doctest.h>

#include <string>

using tlsrpt::read_datetime;

namespace {

long long seconds_of(const std::string& text) {
  const auto read = read_datetime(text);
  REQUIRE_MESSAGE(read, text);
  return read->time.time_since_epoch().count();
}

}  // namespace

TEST_CASE("dates of real reports") {
  CHECK(seconds_of("2016-04-01T00:00:00Z") == 1459468800);
  CHECK(seconds_of("2016-04-01T23:59:59Z") == 1459555199);
  CHECK(seconds_of(" 2016-04-01t00:00:00z ") == 1459468800);
  CHECK(seconds_of("2016-04-01T00:00:00.123456Z") == 1459468800);
  CHECK(seconds_of("2016-04-01T02:00:00+02:00") == 1459468800);
  CHECK(seconds_of("2016-03-31T17:30:00-0630") == 1459468800);
  CHECK(seconds_of("2016-04-01 00:00:00 +0000") == 1459468800);
  CHECK(seconds_of("2016-03-31T24:00:00Z") == 1459468800);
}

TEST_CASE("a date without zone is UTC, and says so") {
  CHECK(read_datetime("2023-01-10T00:00:00")->without_zone);
  CHECK(seconds_of("2023-01-10T00:00:00") == 1673308800);
  CHECK(read_datetime("2023-01-10")->without_zone);
  CHECK(seconds_of("2023-01-10") == 1673308800);
  CHECK_FALSE(read_datetime("2023-01-10T00:00:00Z")->without_zone);
}

TEST_CASE("what is no date") {
  for (const char* text :
       {"", "yesterday", "2016-02-30T00:00:00Z", "2016-13-01T00:00:00Z", "2016-04-01T25:00:00Z",
        "2016-04-01T00:61:00Z", "2016-04-01T00:00:00Q", "2016-04-01T00:00:00Zx", "2016-4-1", "-016-04-01",
        "20160401T000000Z", "2016-04-01T00:00:00+", "2016-04-01T", "1459468800"}) {
    CAPTURE(text);
    CHECK_FALSE(read_datetime(text));
  }
}
