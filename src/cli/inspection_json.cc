// SPDX-License-Identifier: Apache-2.0
#include "cli/inspection_json.hh"

#include <nlohmann/json.hpp>
#include <string>

#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json as_json(const IpAddress& ip) {
  return text_or_null(ip.address.empty() ? ip.text : ip.address);
}

Json as_json(const FailureDetail& detail) {
  return {{"result_type", detail.result_type.name},
          {"failed_session_count", detail.failed_session_count},
          {"counted", detail.counted},
          {"sending_mta_ip", as_json(detail.sending_mta_ip)},
          {"receiving_ip", as_json(detail.receiving_ip)},
          {"receiving_mx_hostname", text_or_null(detail.receiving_mx_hostname)},
          {"receiving_mx_helo", text_or_null(detail.receiving_mx_helo)},
          {"additional_information", text_or_null(detail.additional_information)},
          {"failure_reason_code", text_or_null(detail.failure_reason_code)}};
}

Json as_json(const PolicyResult& result) {
  const Policy& policy = result.policy;
  Json details = Json::array();
  for (const FailureDetail& detail : result.failure_details) details.push_back(as_json(detail));
  return {{"policy_type", policy.policy_type.name},
          {"policy_domain", policy.policy_domain},
          {"policy_domain_source", to_string(policy.policy_domain_source)},
          {"report_domain", result.report_domain},
          {"policy_string", policy.policy_string},
          {"mx_host", policy.mx_host},
          {"sts_mode", text_or_null(policy.sts_mode)},
          {"max_age", policy.max_age ? Json(*policy.max_age) : Json()},
          {"total_successful_session_count", result.summary.total_successful_session_count},
          {"total_failure_session_count", result.summary.total_failure_session_count},
          {"undetailed_failure_count", result.undetailed_failure_count},
          {"counted", result.counted},
          {"failure_details", std::move(details)}};
}

Json as_json(const NewReport& document) {
  const Report& report = document.report;
  Json policies = Json::array();
  for (const PolicyResult& result : report.policies) policies.push_back(as_json(result));
  return {{"report_key", uuid_text(document.key)},
          {"body_hash", hex(document.body_hash)},
          {"report_day", date_text(report_day(report.date_range))},
          {"organization_name", report.organization_name},
          {"contact_info", text_or_null(report.contact_info)},
          {"report_id", report.report_id},
          {"start_datetime", time_text(report.date_range.start_datetime)},
          {"end_datetime", time_text(report.date_range.end_datetime)},
          {"warning_codes", report.warnings.names()},
          {"policies", std::move(policies)}};
}

Json as_json(const NewDocument& document) {
  Json json{{"file_name", text_or_null(document.file_name)}};
  if (const auto* report = std::get_if<NewReport>(&document.content)) {
    json["report"] = as_json(*report);
    return json;
  }
  const auto& rejection = std::get<Rejection>(document.content);
  json["rejected"] = {{"reason", rejection.reason},
                      {"detail", rejection.detail},
                      {"json_path", text_or_null(rejection.json_path)},
                      {"content_kind", rejection.kind == Rejection::Kind::mail ? "mail" : "document"},
                      {"content_size", rejection.content_size}};
  return json;
}

}  // namespace

nlohmann::ordered_json as_json(const Inspection& inspection) {
  const NewMessage& message = inspection.message;
  Json json{{"path", message.path}, {"number", message.uid}, {"size", message.size}};
  if (inspection.kind == FileKind::mail) {
    json["header"] = {{"message_id", text_or_null(message.message_id)},
                      {"from", text_or_null(message.from_header)},
                      {"subject", text_or_null(message.subject)},
                      {"tls_report_domain", text_or_null(message.tls_report_domain)},
                      {"tls_report_submitter", text_or_null(message.tls_report_submitter)}};
    json["parts"] = Json::array();
    for (const PartSeen& part : inspection.parts) {
      json["parts"].push_back({{"content_type", part.content_type},
                               {"file_name", text_or_null(part.file_name)},
                               {"size", part.size},
                               {"claims_report", part.claims_report}});
    }
  }
  json["documents"] = Json::array();
  for (const NewDocument& document : message.documents) json["documents"].push_back(as_json(document));
  return json;
}

}  // namespace tlsrpt
