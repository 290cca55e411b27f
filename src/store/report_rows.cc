// SPDX-License-Identifier: Apache-2.0
#include "store/report_rows.hh"

#include <array>
#include <string>
#include <tuple>

#include "store/embedded_sql.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

template <class Texts>
std::string text_array(const Texts& texts) {
  ArrayText array;
  for (const auto& text : texts) array.add(std::string_view(text));
  return array.text();
}

std::int64_t count(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

void copy_report_rows(pqxx::transaction_base& transaction, std::span<const ReportRef> stored) {
  static constexpr std::array columns{"report_key",    "report_day",     "organization_name", "contact_info",
                                      "report_id",     "start_datetime", "end_datetime",      "body_hash",
                                      "warning_codes", "parsed_digest"};
  auto copy = copy_into(transaction, "report", columns);
  for (const ReportRef& ref : stored) {
    const auto& [key, body_hash, report, parsed_digest, body] = *ref.report;
    copy << std::forward_as_tuple(uuid_text(key), date_text(report_day(report.date_range)),
                                  report.organization_name, null_if_empty(report.contact_info),
                                  report.report_id, time_text(report.date_range.start_datetime),
                                  time_text(report.date_range.end_datetime), "\\x" + hex(body_hash),
                                  text_array(report.warnings.names()), parsed_digest);
  }
  copy.complete();
}

/// What the rows below a policy have in common with its own.
struct Place {
  std::string report_key, report_day;
  const std::string& organization_name;
  int policy_no = 0;  ///< from 1
};

template <class Visit>
void for_each_policy(std::span<const ReportRef> stored, Visit visit) {
  for (const ReportRef& ref : stored) {
    const Report& report = ref.report->report;
    Place at{uuid_text(ref.report->key), date_text(report_day(report.date_range)), report.organization_name};
    for (const PolicyResult& result : report.policies) {
      ++at.policy_no;
      visit(at, result);
    }
  }
}

void copy_policy_rows(pqxx::transaction_base& transaction, std::span<const ReportRef> stored) {
  static constexpr std::array columns{"report_key",
                                      "policy_no",
                                      "report_day",
                                      "organization_name",
                                      "report_domain",
                                      "policy_domain",
                                      "policy_domain_source",
                                      "policy_type",
                                      "sts_mode",
                                      "max_age",
                                      "policy_string",
                                      "mx_host",
                                      "total_successful_session_count",
                                      "total_failure_session_count",
                                      "undetailed_failure_count",
                                      "counted"};
  auto copy = copy_into(transaction, "policy", columns);
  for_each_policy(stored, [&copy](const Place& at, const PolicyResult& result) {
    const Policy& policy = result.policy;
    const auto max_age =
        policy.max_age ? std::optional<std::string>(std::to_string(*policy.max_age)) : std::nullopt;
    copy << std::forward_as_tuple(
        at.report_key, at.policy_no, at.report_day, at.organization_name, result.report_domain,
        policy.policy_domain, std::string(to_string(policy.policy_domain_source)), policy.policy_type.name,
        policy.sts_mode, max_age, text_array(policy.policy_string), text_array(policy.mx_host),
        count(result.summary.total_successful_session_count),
        count(result.summary.total_failure_session_count), count(result.undetailed_failure_count),
        result.counted);
  });
  copy.complete();
}

/// The address for the inet column, and the text beside it where it held none.
std::pair<std::optional<std::string>, std::optional<std::string>> address_columns(const IpAddress& ip) {
  if (!ip.address.empty()) return {ip.address, std::nullopt};
  return {std::nullopt, null_if_empty(ip.text)};
}

void copy_failure_rows(pqxx::transaction_base& transaction, std::span<const ReportRef> stored) {
  static constexpr std::array columns{"report_key",
                                      "policy_no",
                                      "failure_no",
                                      "report_day",
                                      "organization_name",
                                      "report_domain",
                                      "policy_domain",
                                      "policy_type",
                                      "result_type",
                                      "failed_session_count",
                                      "counted",
                                      "sending_mta_ip",
                                      "sending_mta_ip_text",
                                      "receiving_ip",
                                      "receiving_ip_text",
                                      "receiving_mx_hostname",
                                      "receiving_mx_helo",
                                      "additional_information",
                                      "failure_reason_code"};
  auto copy = copy_into(transaction, "failure_detail", columns);
  for_each_policy(stored, [&copy](const Place& at, const PolicyResult& result) {
    int failure_no = 0;
    for (const FailureDetail& detail : result.failure_details) {
      const auto [sending, sending_text] = address_columns(detail.sending_mta_ip);
      const auto [receiving, receiving_text] = address_columns(detail.receiving_ip);
      copy << std::forward_as_tuple(
          at.report_key, at.policy_no, ++failure_no, at.report_day, at.organization_name,
          result.report_domain, result.policy.policy_domain, result.policy.policy_type.name,
          detail.result_type.name, count(detail.failed_session_count), detail.counted, sending, sending_text,
          receiving, receiving_text, null_if_empty(detail.receiving_mx_hostname),
          null_if_empty(detail.receiving_mx_helo), null_if_empty(detail.additional_information),
          null_if_empty(detail.failure_reason_code));
    }
  });
  copy.complete();
}

auto body_columns(const ReportRef& ref) {
  const NewMessage& message = *ref.message;
  return std::make_tuple(
      uuid_text(ref.report->key), "\\x" + hex(ref.report->body_hash), bytea_text(ref.report->body),
      null_if_empty(*ref.file_name), null_if_empty(message.from_header), null_if_empty(message.subject),
      null_if_empty(message.tls_report_domain), null_if_empty(message.tls_report_submitter),
      message.received_at ? std::optional(time_text(*message.received_at)) : std::nullopt);
}

void copy_body_rows(pqxx::transaction_base& transaction, std::span<const ReportRef> stored) {
  static constexpr std::array columns{"report_key",
                                      "body_hash",
                                      "body",
                                      "file_name",
                                      "from_header",
                                      "subject",
                                      "tls_report_domain",
                                      "tls_report_submitter",
                                      "received_at"};
  auto copy = copy_into(transaction, "report_body", columns);
  for (const ReportRef& ref : stored) copy << body_columns(ref);
  copy.complete();
}

}  // namespace

void copy_reports(pqxx::transaction_base& transaction, std::span<const ReportRef> stored) {
  if (stored.empty()) return;
  copy_report_rows(transaction, stored);
  copy_policies(transaction, stored);
  copy_body_rows(transaction, stored);
}

void copy_policies(pqxx::transaction_base& transaction, std::span<const ReportRef> stored) {
  copy_policy_rows(transaction, stored);
  copy_failure_rows(transaction, stored);
}

void insert_conflicts(pqxx::transaction_base& transaction, std::span<const ReportRef> conflicts) {
  const std::string sql = statement("insert_conflict_body");
  for (const ReportRef& ref : conflicts) {
    std::apply([&transaction, &sql](const auto&... values) { execute(transaction, sql, values...); },
               body_columns(ref));
  }
}

}  // namespace tlsrpt
