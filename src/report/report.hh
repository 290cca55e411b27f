// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/warning.hh"

namespace tlsrpt {

/// Upper bound of every session count (quirk Q11): sums of a million of them still fit into 64 bits.
inline constexpr std::uint64_t max_session_count = 1'000'000'000'000;
/// Upper bound in bytes of names that stand in keys and indexes (quirk Q25).
inline constexpr std::size_t max_name_bytes = 255;

/// `policy-type` (RFC 8460, section 4.4), lower case. The set is open: unknown ones are kept as they came.
struct PolicyType {
  std::string name;
  bool operator==(const PolicyType&) const = default;
  bool operator==(std::string_view other) const { return name == other; }
};

/// `result-type` (RFC 8460, section 4.3), lower case. The IANA registry is open: unknown ones are kept.
struct ResultType {
  std::string name;
  bool operator==(const ResultType&) const = default;
};

/// An address field: the text as it came, and the address in it if there is one (quirk Q22).
struct IpAddress {
  std::string text;
  std::string address;  ///< canonical IPv4 or IPv6 text; empty when `text` holds no address
  bool operator==(const IpAddress&) const = default;
};

/// `date-range` (RFC 8460, section 4.4) in UTC.
struct DateRange {
  std::chrono::sys_seconds start_datetime{};
  std::chrono::sys_seconds end_datetime{};
  bool operator==(const DateRange&) const = default;
};

/// One element of `failure-details` (RFC 8460, section 4.4). Absent texts are empty.
struct FailureDetail {
  ResultType result_type;
  IpAddress sending_mta_ip;
  std::string receiving_mx_hostname;
  std::string receiving_mx_helo;
  IpAddress receiving_ip;
  std::uint64_t failed_session_count = 0;
  std::string additional_information;
  std::string failure_reason_code;
  bool counted = true;  ///< set by attribute(): part of the sum without double count
  bool operator==(const FailureDetail&) const = default;
};

/// Where a policy's domain was read (quirk Q19).
enum class PolicyDomainSource : std::uint8_t { body, tls_report_domain, subject, file_name, none };
[[nodiscard]] std::string_view to_string(PolicyDomainSource source) noexcept;

/// `policy` (RFC 8460, section 4.4).
struct Policy {
  PolicyType policy_type;
  std::vector<std::string> policy_string;  ///< lines, trimmed, empty ones left out
  std::string policy_domain;               ///< lower-case A-label without trailing dot; empty: not known
  PolicyDomainSource policy_domain_source = PolicyDomainSource::body;
  std::vector<std::string> mx_host;      ///< patterns, lower case
  std::string sts_mode;                  ///< `mode` of policy_string, lower case; empty: none
  std::optional<std::uint64_t> max_age;  ///< `max_age` of policy_string, seconds
  bool operator==(const Policy&) const = default;
};

/// `summary` (RFC 8460, section 4.4); each count at most max_session_count.
struct PolicySummary {
  std::uint64_t total_successful_session_count = 0;
  std::uint64_t total_failure_session_count = 0;
  bool operator==(const PolicySummary&) const = default;
};

/// One element of `policies`.
struct PolicyResult {
  Policy policy;
  PolicySummary summary;
  std::vector<FailureDetail> failure_details;
  std::string report_domain;  ///< set by attribute(): the mail domain that these sessions went to
  bool counted = true;        ///< set by attribute(): part of the sum without double count
  /// Set by attribute(): failed sessions that no failure detail explains, neither of this policy nor, where
  /// this one counts, of the policies that list the same sessions under the other type.
  std::uint64_t undetailed_failure_count = 0;
  bool operator==(const PolicyResult&) const = default;
};

/// A report, normalised. Texts hold valid UTF-8 without U+0000.
struct Report {
  std::string organization_name;  ///< contact_info where it was missing; at most max_name_bytes
  std::string contact_info;       ///< empty: missing
  std::string report_id;          ///< empty: missing; at most max_name_bytes
  DateRange date_range;
  std::vector<PolicyResult> policies;
  Warnings warnings;

  /// What report_key() is made of: trimmed, but neither cut nor otherwise normalised.
  std::string key_organization_name;
  std::string key_report_id;  ///< empty: missing

  bool operator==(const Report&) const = default;
};

/// The UTC day that a report counts for (quirk Q07): that of the middle of a range of up to 48 hours, else
/// that of its start. Part of the report's key: frozen.
[[nodiscard]] std::chrono::sys_days report_day(const DateRange& range) noexcept;

}  // namespace tlsrpt
