// SPDX-License-Identifier: Apache-2.0
#include "cli/inspection_text.hh"

#include <fmt/format.h>

#include "base/log.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

std::string line(std::string_view indent, std::string_view name, std::string_view value) {
  return value.empty() ? std::string{} : fmt::format("{}{}: {}\n", indent, name, printable(value));
}

std::string as_text(const FailureDetail& detail) {
  std::string text = fmt::format("      {} x {}{}", detail.failed_session_count,
                                 printable(detail.result_type.name), detail.counted ? "" : " (not counted)");
  const auto add = [&text](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format(", {} {}", name, printable(value, 300));
  };
  add("from", detail.sending_mta_ip.text);
  add("to", detail.receiving_ip.text);
  add("mx", detail.receiving_mx_hostname);
  add("helo", detail.receiving_mx_helo);
  add("reason", detail.failure_reason_code);
  add("see", detail.additional_information);
  return text + '\n';
}

std::string as_text(const PolicyResult& result) {
  const Policy& policy = result.policy;
  std::string text =
      fmt::format("    policy {} for {} (domain from {}){}\n", printable(policy.policy_type.name),
                  printable(policy.policy_domain), to_string(policy.policy_domain_source),
                  result.counted ? "" : ", not counted: the same sessions stand elsewhere");
  if (result.report_domain != policy.policy_domain)
    text += line("      ", "mail domain", result.report_domain);
  for (const std::string& policy_line : policy.policy_string) text += line("      ", "line", policy_line);
  for (const std::string& host : policy.mx_host) text += line("      ", "mx-host", host);
  text +=
      fmt::format("      {} successful, {} failed sessions\n", result.summary.total_successful_session_count,
                  result.summary.total_failure_session_count);
  for (const FailureDetail& detail : result.failure_details) text += as_text(detail);
  return text;
}

std::string as_text(const NewReport& document) {
  const Report& report = document.report;
  std::string text = fmt::format("    key: {}\n", uuid_text(document.key));
  text += line("    ", "organization", report.organization_name);
  text += line("    ", "contact", report.contact_info);
  text += line("    ", "report-id", report.report_id);
  text += fmt::format("    range: {} to {}, counts for {}\n", time_text(report.date_range.start_datetime),
                      time_text(report.date_range.end_datetime), date_text(report_day(report.date_range)));
  for (const std::string_view warning : report.warnings.names()) text += line("    ", "warning", warning);
  for (const PolicyResult& result : report.policies) text += as_text(result);
  return text;
}

}  // namespace

std::string as_text(const NewDocument& document) {
  const std::string name = document.file_name.empty() ? "(no name)" : printable(document.file_name, 300);
  if (const auto* report = std::get_if<NewReport>(&document.content)) {
    return fmt::format("  report {}\n{}", name, as_text(*report));
  }
  const auto& rejection = std::get<Rejection>(document.content);
  std::string text =
      fmt::format("  rejected {}: {} ({})\n", name, rejection.reason, printable(rejection.detail));
  return text + line("    ", "at", rejection.json_path);
}

namespace {

std::string header_text(const NewMessage& message) {
  return line("  ", "From", message.from_header) + line("  ", "Subject", message.subject) +
         line("  ", "Message-ID", message.message_id) +
         line("  ", "TLS-Report-Domain", message.tls_report_domain) +
         line("  ", "TLS-Report-Submitter", message.tls_report_submitter);
}

std::string documents_text(const NewMessage& message) {
  std::string text = message.documents.empty() ? "  no report\n" : "";
  for (const NewDocument& document : message.documents) text += as_text(document);
  return text;
}

}  // namespace

std::string as_text(const NewMessage& message) {
  return header_text(message) + documents_text(message);
}

std::string as_text(const Inspection& inspection) {
  const NewMessage& message = inspection.message;
  std::string text = message.uid > 1 ? fmt::format("{} (mail {}): ", printable(message.path), message.uid)
                                     : fmt::format("{}: ", printable(message.path));
  text +=
      fmt::format("{} of {} bytes\n", inspection.kind == FileKind::mail ? "mail" : "document", message.size);
  text += header_text(message);
  for (const PartSeen& part : inspection.parts) {
    text += fmt::format("  part {}, {} bytes{}\n", printable(part.content_type, 100), part.size,
                        part.file_name.empty() ? "" : ", " + printable(part.file_name, 300));
  }
  return text + documents_text(message);
}

}  // namespace tlsrpt
