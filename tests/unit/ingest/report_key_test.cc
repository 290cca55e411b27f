// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_key.hh"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "report/datetime.hh"

using namespace tlsrpt;

// The keys in the fixture are frozen: whoever has to change one has broken every database in the field.
TEST_CASE("golden vectors of report keys") {
  std::ifstream file(std::string(std::getenv("TLSRPT_SOURCE_ROOT")) + "/tests/fixtures/report_keys.json");
  const auto vectors = nlohmann::json::parse(file);
  REQUIRE(vectors.size() >= 5);
  for (const auto& vector : vectors) {
    Report report;
    report.key_organization_name = vector["organization_name"];
    report.key_report_id = vector["report_id"];
    report.date_range = {read_datetime(vector["start_datetime"].get<std::string>())->time,
                         read_datetime(vector["end_datetime"].get<std::string>())->time};
    const BodyHash hash = body_hash(vector["body"].get<std::string>());
    CHECK(fmt::format("{:02x}", fmt::join(report_key(report, hash), "")) ==
          vector["report_key"].get<std::string>());
  }
}

TEST_CASE("indentation does not make another body, content does") {
  CHECK(body_hash("{\"a\": 1}\n") == body_hash("{\"a\":1}"));
  CHECK(body_hash("{\"a\":1}") != body_hash("{\"a\":2}"));
}
