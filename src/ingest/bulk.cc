// SPDX-License-Identifier: Apache-2.0
#include "ingest/bulk.hh"

#include <string>
#include <variant>
#include <vector>

namespace tlsrpt {

namespace {

template <class... Texts>
std::uint64_t length(const Texts&... texts) {
  return (std::uint64_t{0} + ... + texts.size());
}

std::uint64_t length_of_all(const std::vector<std::string>& lines) {
  std::uint64_t bytes = 0;
  for (const std::string& line : lines) bytes += sizeof line + line.size();
  return bytes;
}

std::uint64_t parsed_bytes(const PolicyResult& result) {
  const Policy& policy = result.policy;
  std::uint64_t bytes = sizeof result + length(policy.policy_domain) + length_of_all(policy.policy_string) +
                        length_of_all(policy.mx_host);
  for (const FailureDetail& detail : result.failure_details) {
    bytes += sizeof detail + length(detail.sending_mta_ip.text, detail.receiving_mx_hostname,
                                    detail.receiving_mx_helo, detail.receiving_ip.text,
                                    detail.additional_information, detail.failure_reason_code);
  }
  return bytes;
}

/// Assigning nothing would keep the memory.
template <class Container>
void release(Container& bulk) {
  Container().swap(bulk);
}

}  // namespace

std::uint64_t parsed_bytes(const NewMessage& message) {
  std::uint64_t bytes = 0;
  for (const NewDocument& document : message.documents) {
    if (const auto* stored = std::get_if<NewReport>(&document.content)) {
      const Report& report = stored->report;
      bytes += length(report.contact_info, report.key_organization_name, report.key_report_id);
      for (const PolicyResult& result : report.policies) bytes += parsed_bytes(result);
    } else if (const auto& kept = std::get<Rejection>(document.content).content) {
      bytes += kept->size();
    }
  }
  return bytes;
}

void release_bulk(NewMessage& message) {
  for (NewDocument& document : message.documents) {
    if (auto* report = std::get_if<NewReport>(&document.content)) {
      release(report->body);
      release(report->report.policies);
    } else if (auto& kept = std::get<Rejection>(document.content).content) {
      release(*kept);
    }
  }
}

}  // namespace tlsrpt
