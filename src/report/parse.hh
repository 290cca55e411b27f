// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "report/report.hh"

namespace tlsrpt {

/// What a JSON document may cost. A bound that is hit refuses the document.
struct ReportLimits {
  std::uint64_t max_json_bytes = 20'000'000;    ///< "limit-json-bytes"
  unsigned max_json_depth = 32;                 ///< "limit-json-depth"
  std::uint64_t max_policies = 10'000;          ///< "limit-policies"
  std::uint64_t max_policy_lines = 100'000;     ///< of policy-string and mx-host; "limit-policy-lines"
  std::uint64_t max_failure_details = 200'000;  ///< of the whole report; "limit-failure-details"
};

/// Reads report documents (RFC 8460, section 4). Keeps its buffers from one document to the next; one a
/// thread.
class ReportParser {
 public:
  explicit ReportParser(const ReportLimits& limits = {});
  ~ReportParser();

  /// The report in `json`, normalised as quirks Q01 to Q26 ask; attribute() has yet to be called.
  /// Nothing: a JSON document that does not look like a report (no object with `policies`, or with
  /// `date-range` and `report-id`). \param now  for the bound of quirk Q08 \throws BadMessage  with JSON
  /// path; reasons: "malformed-json", "no-date-range", "date-implausible", "no-policies",
  ///                     and those of ReportLimits
  [[nodiscard]] std::optional<Report> parse(std::string_view json, std::chrono::sys_seconds now);

 private:
  struct Buffers;
  ReportLimits limits_;
  std::unique_ptr<Buffers> buffers_;
};

/// `json` without byte order mark and without blanks outside of strings: what the body hash is taken over, so
/// that a reporter's other indentation is no other report.
[[nodiscard]] std::string without_blanks(std::string_view json);

}  // namespace tlsrpt
