// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tlsrpt {

struct DrawnReport;

/// What makes the reports; each has its own way with RFC 8460.
enum class Software : std::uint8_t { google, microsoft, mail_ru, postfix, mox, stalwart, draft };

/// An organisation that sends reports.
struct Reporter {
  Software software;
  std::string_view organization_name;
  std::string_view contact_info;
  std::string_view submitter;  ///< TLS-Report-Submitter and first part of the file name
  std::string_view sender;     ///< address in From
  std::uint64_t presence;      ///< percent of a domain's days on which it has mail for the domain
  std::uint64_t sessions;      ///< most sessions on a day with a domain of popularity 1
  bool does_dane = true;
  bool lists_both = false;        ///< the same sessions under sts and under tlsa
  bool tlsa_by_host = false;      ///< one tlsa policy for each MX host, named after the host
  bool ends_at_midnight = false;  ///< the next day's, instead of a second before it
};

/// All of them; Google sends about half of the reports, Microsoft a quarter.
[[nodiscard]] std::span<const Reporter> reporters();

/// `report-id` as the reporter forms it.
[[nodiscard]] std::string report_id(const DrawnReport& report);
/// First and last second of the report.
[[nodiscard]] std::pair<std::chrono::sys_seconds, std::chrono::sys_seconds> date_range(
    const DrawnReport& report);
/// Name of the attachment, RFC 8460, section 5.1.
[[nodiscard]] std::string report_file_name(const DrawnReport& report);
/// The JSON document with the reporter's key order, blanks and deviations.
[[nodiscard]] std::string report_json(const DrawnReport& report);

}  // namespace tlsrpt
