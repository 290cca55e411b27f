// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "draw.hh"
#include "json.hh"

namespace tlsrpt {

enum class ExpectedOutcome : std::uint8_t { stored, duplicate, conflict, no_report, rejected };

/// What a loader must arrive at: totals of everything that was written. The counted sums are what was drawn,
/// not what follows from the reports, so they check the rule against double counts.
class Manifest {
 public:
  void add_mail(ExpectedOutcome outcome, std::uint64_t bytes);
  /// A report that is to be stored; duplicates and conflicts do not belong here.
  void add_report(const DrawnReport& report);
  [[nodiscard]] std::string json() const;

 private:
  struct Sums {
    std::uint64_t successful = 0;
    std::uint64_t failure = 0;
    std::uint64_t failed_session_count = 0;  ///< of the failure details
    void operator+=(const Sums& other);
  };
  struct Group {
    std::uint64_t reports = 0;
    std::uint64_t policies = 0;
    std::uint64_t failure_details = 0;
    Sums plain;    ///< as reported
    Sums counted;  ///< without double count
    void operator+=(const Group& other);
  };
  [[nodiscard]] static JsonMembers counted_members(const Group& group);
  [[nodiscard]] static JsonMembers total_members(const Group& group);

  std::array<std::uint64_t, 5> outcomes_{};
  std::uint64_t mail_bytes_ = 0;
  Group all_;
  std::map<std::string, Group> by_report_domain_;
  std::map<std::string, Group> by_result_type_;
  std::map<std::string, Group> by_organization_name_;
  std::map<std::string, Group> by_report_day_;
};

}  // namespace tlsrpt
