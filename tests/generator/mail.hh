// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "draw.hh"

namespace tlsrpt {

/// What tells one mail with a report from the next one with the same report.
struct Envelope {
  std::uint64_t number = 0;  ///< of the mail, for its Message-ID
  std::chrono::sys_seconds delivered{};
};

/// The mail (RFC 5322, CRLF) in which the reporter sends `attachment`, the gzipped report; about 3.5 KB.
[[nodiscard]] std::string report_mail(const DrawnReport& report, std::string_view attachment,
                                      const Envelope& envelope);

/// RFC 5322 date-time in UTC.
[[nodiscard]] std::string mail_date(std::chrono::sys_seconds time);

/// Mails that hold no report.
[[nodiscard]] std::string newsletter_mail(const Envelope& envelope);
[[nodiscard]] std::string bounce_mail(const Envelope& envelope);
[[nodiscard]] std::string dmarc_mail(const Envelope& envelope);

}  // namespace tlsrpt
