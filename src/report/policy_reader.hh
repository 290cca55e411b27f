// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "report/parse.hh"
#include "report/report.hh"

namespace tlsrpt {

/// Reads the value of `policies` (RFC 8460, section 4.4; quirks Q09 to Q23).
class PolicyReader {
 public:
  /// \param nested    reads policy strings that hold JSON text themselves (quirk Q15); another one than the
  /// one whose
  ///                  document is being read
  /// \param warnings  of the report; both outlive the reader
  PolicyReader(const ReportLimits& limits, simdjson::dom::parser& nested, Warnings& warnings)
      : limits_(limits), nested_(&nested), warnings_(&warnings) {}

  /// \throws BadMessage  "no-policies" (neither a list nor an object, or a list without any object in it),
  ///                     "limit-policies", "limit-policy-lines", "limit-failure-details"
  [[nodiscard]] std::vector<PolicyResult> read(simdjson::dom::element policies);

 private:
  PolicyResult read_result(simdjson::dom::object object);
  std::optional<simdjson::dom::object> read_single(simdjson::dom::element value);
  void bound_sums(std::vector<PolicyResult>& results);
  void read_policy(simdjson::dom::object object, Policy& policy);
  void read_summary(simdjson::dom::object object, PolicySummary& summary);
  FailureDetail read_detail(simdjson::dom::object object);
  void read_details(simdjson::dom::element value, std::vector<FailureDetail>& details);
  std::vector<std::string> unnested(std::vector<std::string> lines);
  std::vector<std::string> read_mx_hosts(simdjson::dom::element value);
  std::vector<std::string> read_counted_lines(simdjson::dom::element value);
  void check(const PolicyResult& result);

  ReportLimits limits_;
  simdjson::dom::parser* nested_;
  Warnings* warnings_;
  std::uint64_t detail_count_ = 0;
  std::uint64_t line_count_ = 0;
};

}  // namespace tlsrpt
