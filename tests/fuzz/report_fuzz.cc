// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <optional>
#include <string_view>

#include "base/error.hh"
#include "check.hh"
#include "ingest/report_key.hh"
#include "report/attribution.hh"
#include "report/parse.hh"

namespace tlsrpt::fuzz {

namespace {

constexpr std::chrono::sys_days now{std::chrono::year{2026} / 6 / 15};

std::optional<Report> parse(ReportParser& parser, std::string_view json) {
  try {
    std::optional<Report> report = parser.parse(json, now);
    // Set here, since without_blanks() takes the mark away.
    if (report) report->warnings.add(WarningCode::byte_order_mark);
    return report;
  } catch (const BadMessage& error) {
    check(!error.reason().empty(), "a reason");
    check_text(error.what());
    return {};
  }
}

void check_document(std::string_view json) {
  static const ReportLimits limits{
      .max_json_bytes = 100'000, .max_json_depth = 12, .max_policies = 20, .max_failure_details = 50};
  static ReportParser used(limits);
  ReportParser fresh(limits);

  std::optional<Report> report = parse(used, json);
  check(report == parse(fresh, json), "no trace of an earlier document");
  if (!report) return;
  check_report(*report);
  check(report->policies.size() <= limits.max_policies, "at most max_policies");

  const std::string minified = without_blanks(json);
  const std::optional<Report> same = parse(used, minified);
  check(report == same, "the same report without blanks");
  check(body_hash(json) == body_hash(minified), "the same hash without blanks");

  const ReportKey key = report_key(*report, body_hash(json));
  // Texts of the document stand in for those of a mail.
  const std::string domain = report->organization_name;
  const std::string subject = report->contact_info;
  const std::string file_name = report->report_id;
  attribute(*report, {domain, subject, file_name});
  check_report(*report);
  check(key == report_key(*report, body_hash(json)), "a key that attribution leaves alone");
}

}  // namespace

}  // namespace tlsrpt::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  tlsrpt::fuzz::check_document({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
