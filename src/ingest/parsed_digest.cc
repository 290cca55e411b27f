// SPDX-License-Identifier: Apache-2.0
#include "ingest/parsed_digest.hh"

#include <string>
#include <string_view>

#include "crypto/sha256.hh"

namespace tlsrpt {

namespace {

/// Fields one behind the other, each with its length in front, so that none can pass for another.
class Fields {
 public:
  void add(std::string_view text) { bytes_.append(std::to_string(text.size())).append(1, ':').append(text); }
  void add(std::uint64_t number) { add(std::to_string(number)); }
  void add(std::chrono::sys_seconds time) { add(std::to_string(time.time_since_epoch().count())); }
  void add(const std::vector<std::string>& texts) {
    add(texts.size());
    for (const std::string& text : texts) add(text);
  }
  void add(const FailureDetail& detail) {
    add(detail.result_type.name);
    add(detail.failed_session_count);
    add(std::uint64_t{detail.counted});
    for (const IpAddress* ip : {&detail.sending_mta_ip, &detail.receiving_ip}) {
      add(ip->text);
      add(ip->address);
    }
    add(detail.receiving_mx_hostname);
    add(detail.receiving_mx_helo);
    add(detail.additional_information);
    add(detail.failure_reason_code);
  }
  void add(const PolicyResult& result) {
    const Policy& policy = result.policy;
    add(policy.policy_type.name);
    add(policy.policy_domain);
    add(to_string(policy.policy_domain_source));
    add(result.report_domain);
    add(policy.policy_string);
    add(policy.mx_host);
    add(policy.sts_mode);
    add(policy.max_age ? std::to_string(*policy.max_age) : std::string{});
    add(result.summary.total_successful_session_count);
    add(result.summary.total_failure_session_count);
    add(std::uint64_t{result.counted});
    add(result.undetailed_failure_count);
    add(result.failure_details.size());
    for (const FailureDetail& detail : result.failure_details) add(detail);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// What the way here did to the document cannot be seen in the stored bytes (nor does update_reports.sql
/// touch it).
bool is_of_transfer(std::string_view warning) {
  return warning == to_string(WarningCode::base64_trailing_junk) ||
         warning == to_string(WarningCode::archive_trailing_garbage);
}

}  // namespace

std::int64_t parsed_digest(const Report& report) {
  Fields fields;
  fields.add(report.organization_name);
  fields.add(report.contact_info);
  fields.add(report.report_id);
  fields.add(report.date_range.start_datetime);
  fields.add(report.date_range.end_datetime);
  for (const std::string_view name : report.warnings.names()) {
    if (!is_of_transfer(name)) fields.add(name);
  }
  for (const PolicyResult& result : report.policies) fields.add(result);
  const Sha256 digest = sha256(fields.bytes());
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = (number << 8U) | digest[i];
  return static_cast<std::int64_t>(number);
}

}  // namespace tlsrpt
