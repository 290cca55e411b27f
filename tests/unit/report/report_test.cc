// SPDX-License-Identifier: Apache-2.0
#include "report/report.hh"

#include <doctest/doctest.h>

using namespace tlsrpt;
using namespace std::chrono;

namespace {

DateRange range(sys_seconds start, sys_seconds end) {
  return {start, end};
}

}  // namespace

TEST_CASE("the day of a report") {
  const sys_days day = 2026y / March / 2;
  CHECK(report_day(range(day, day + 24h - 1s)) == day);
  CHECK(report_day(range(day, day + 24h)) == day);
  CHECK(report_day(range(day - 2h, day + 22h)) == day);
  CHECK(report_day(range(day + 13h, day + 14h)) == day);
  CHECK(report_day(range(day, day + 48h)) == day + days{1});
  CHECK(report_day(range(day, day + 48h + 1s)) == day);
  CHECK(report_day(range(day, day + 7 * 24h)) == day);
  CHECK(report_day(range(day + 1h, day - 40h)) == day);
  CHECK(report_day(range(day, day)) == day);
}

TEST_CASE("every warning code has a name of its own, in order") {
  std::string_view last;
  std::size_t place = 0;
  for (const WarningInfo& info : warning_table()) {
    CHECK(static_cast<std::size_t>(info.code) == place++);
    CHECK(info.name > last);
    CHECK(to_string(info.code) == info.name);
    last = info.name;
  }
}
