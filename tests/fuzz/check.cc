// SPDX-License-Identifier: Apache-2.0
#include "check.hh"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/text.hh"

namespace tlsrpt::fuzz {

namespace {

void check_name(std::string_view name) {
  check_text(name);
  check(name.size() <= max_name_bytes, "a name of at most max_name_bytes");
}

void check_count(std::uint64_t count) {
  check(count <= max_session_count, "a count of at most max_session_count");
}

void check_address(const IpAddress& ip) {
  check_text(ip.text);
  check(ip.address.find_first_not_of("0123456789abcdef:.") == std::string::npos, "a canonical address");
}

void check_detail(const FailureDetail& detail) {
  check_name(detail.result_type.name);
  check_count(detail.failed_session_count);
  check_address(detail.sending_mta_ip);
  check_address(detail.receiving_ip);
  for (const std::string* text : {&detail.receiving_mx_hostname, &detail.receiving_mx_helo,
                                  &detail.additional_information, &detail.failure_reason_code}) {
    check_text(*text);
  }
}

void check_result(const PolicyResult& result) {
  const Policy& policy = result.policy;
  for (const std::string* name :
       {&policy.policy_type.name, &policy.policy_domain, &policy.sts_mode, &result.report_domain}) {
    check_name(*name);
  }
  std::ranges::for_each(policy.policy_string, check_text);
  std::ranges::for_each(policy.mx_host, check_text);
  check_count(policy.max_age.value_or(0));
  check_count(result.summary.total_successful_session_count);
  check_count(result.summary.total_failure_session_count);
  check_count(result.undetailed_failure_count);
  std::ranges::for_each(result.failure_details, check_detail);
}

}  // namespace

void check(bool kept, std::string_view promise) {
  if (kept) return;
  std::cerr << "broken promise: " << promise << std::endl;
  std::abort();
}

void check_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = first_character(text).bytes;
    check(bytes > 0 && text.front() != '\0', "UTF-8 without U+0000");
    text.remove_prefix(bytes);
  }
}

void check_report(const Report& report) {
  check_name(report.organization_name);
  check_name(report.report_id);
  for (const std::string* text :
       {&report.contact_info, &report.key_organization_name, &report.key_report_id}) {
    check_text(*text);
  }
  std::ranges::for_each(report.policies, check_result);
}

}  // namespace tlsrpt::fuzz
