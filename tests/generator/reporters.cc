// SPDX-License-Identifier: Apache-2.0
#include "reporters.hh"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <ctime>

#include "draw.hh"

namespace tlsrpt {

namespace {

using std::chrono::sys_seconds;

constexpr std::array all_reporters = {
    Reporter{Software::google, "Google Inc.", "smtp-tls-reporting@google.com", "google.com",
             "noreply-smtp-tls-reporting@google.com", 100, 120, false},
    Reporter{Software::microsoft, "Microsoft Corporation", "tlsrpt-noreply@microsoft.com", "microsoft.com",
             "tlsrpt-noreply@microsoft.com", 50, 60, true, true},
    Reporter{Software::draft, "Comcast", "tlsrpt@comcast.net", "comcast.net", "tlsrpt@comcast.net", 12, 8},
    Reporter{Software::mail_ru, "Mail.ru", "tls_support@corp.mail.ru", "mail.ru", "tlsrpt@mail.ru", 10, 5,
             false, false, false, true},
    Reporter{Software::postfix, "Provider One GmbH", "postmaster@provider-one.example",
             "provider-one.example", "noreply-tlsrpt@provider-one.example", 7, 6},
    Reporter{Software::postfix, "University of Example", "smtp-tls@uni.example", "uni.example",
             "tlsrpt@uni.example", 5, 4},
    Reporter{Software::mox, "mox.example", "postmaster@mox.example", "mox.example", "postmaster@mox.example",
             6, 2, true, true, true},
    Reporter{Software::stalwart, "mx.stalwart.example", "", "mx.stalwart.example",
             "noreply-tls@mx.stalwart.example", 8, 1, true, false, false, true},
};

/// A UUID's form out of 64 bits.
std::string uuid(std::uint64_t noise) {
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", noise >> 32U, noise >> 16U & 0xffffU,
                     noise & 0xfffU, noise >> 8U & 0xfffU, noise % 0xffffffffffffU);
}

std::string microsoft_number(std::uint64_t noise) {
  return fmt::format("133{:015}", noise % 1'000'000'000'000'000U);
}

}  // namespace

std::span<const Reporter> reporters() {
  return all_reporters;
}

std::string report_id(const DrawnReport& report) {
  const std::tm day = fmt::gmtime(report.day);
  switch (report.reporter->software) {
    case Software::google:
      return fmt::format("{:%Y-%m-%d}T00:00:00Z_{}", day, report.domain);
    case Software::microsoft:
      return fmt::format("{}+{}", microsoft_number(report.noise), report.domain);
    case Software::mail_ru:
      return uuid(report.noise) + "@mail.ru";
    case Software::postfix:
      return fmt::format("{:%Y-%m-%d}T00:00:00Z_idx1_{}", day, report.domain);
    case Software::mox:
      return fmt::format("{:%Y%m%d}.{}@{}", day, report.domain, report.reporter->submitter);
    case Software::stalwart:
      return fmt::format("{}_{}", sys_seconds(report.day).time_since_epoch().count(), report.noise);
    case Software::draft:
      return uuid(report.noise);
  }
  return {};
}

std::string report_file_name(const DrawnReport& report) {
  const Software software = report.reporter->software;
  const auto [start, end] = date_range(report);
  std::string unique = "!001";
  if (software == Software::microsoft) unique = "!" + microsoft_number(report.noise);
  if (software == Software::stalwart) unique.clear();
  return fmt::format("{}!{}!{}!{}{}.json.gz", report.reporter->submitter, report.domain,
                     start.time_since_epoch().count(), end.time_since_epoch().count(), unique);
}

std::pair<sys_seconds, sys_seconds> date_range(const DrawnReport& report) {
  const sys_seconds midnight = report.day + std::chrono::days{1};
  return {report.day, midnight - std::chrono::seconds{report.reporter->ends_at_midnight ? 0 : 1}};
}

}  // namespace tlsrpt
