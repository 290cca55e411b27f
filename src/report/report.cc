// SPDX-License-Identifier: Apache-2.0
#include "report/report.hh"

#include <algorithm>

namespace tlsrpt {

std::string_view to_string(PolicyDomainSource source) noexcept {
  switch (source) {
    case PolicyDomainSource::body:
      return "body";
    case PolicyDomainSource::tls_report_domain:
      return "tls-report-domain";
    case PolicyDomainSource::subject:
      return "subject";
    case PolicyDomainSource::file_name:
      return "file-name";
    case PolicyDomainSource::none:
      return "none";
  }
  return "none";
}

std::chrono::sys_days report_day(const DateRange& range) noexcept {
  const auto length = range.end_datetime - range.start_datetime;
  const bool has_middle = length > std::chrono::seconds{0} && length <= std::chrono::hours{48};
  return std::chrono::floor<std::chrono::days>(has_middle ? range.start_datetime + length / 2
                                                          : range.start_datetime);
}

}  // namespace tlsrpt
