// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "report/report.hh"

namespace tlsrpt {

/// What the mail around a report says of its domain (RFC 8460, sections 5.1 and 5.3); empty where it says
/// nothing.
struct DomainHints {
  std::string_view tls_report_domain;
  std::string_view subject;
  std::string_view file_name;
};

/// The report_domain of sessions whose domain is not known. It stands in the tables as views and boards show
/// it, so that a filter by domain is a plain comparison that an index answers.
inline constexpr std::string_view no_domain = "(none)";

/// Says for every policy and failure detail whose sessions they are and whether they count.
///
/// A missing policy_domain is taken from the hints. A tlsa policy whose domain is the MX host's name gets the
/// report_domain of the sts policy that lists this MX, else the report's only other domain, else
/// TLS-Report-Domain where the name lies below it, else its own. `counted` is then true for everything but
/// the one of sts and tlsa with fewer sessions of a report_domain (tie: fewer failures, then tlsa), and, for
/// failure details, the one with the smaller sum of a result type (tie: tlsa): reporters list the same
/// sessions under both.
void attribute(Report& report, const DomainHints& hints);

}  // namespace tlsrpt
