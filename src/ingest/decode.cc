// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode.hh"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <utility>

#include "archive/pack.hh"
#include "base/error.hh"
#include "base/text.hh"
#include "ingest/parsed_digest.hh"
#include "ingest/report_key.hh"
#include "report/attribution.hh"

namespace tlsrpt {

namespace {

NewMessage message_from(const Origin& origin) {
  NewMessage message;
  message.path = valid_text(origin.path);
  message.uid = origin.uid;
  message.size = origin.size;
  message.received_at = origin.received_at;
  return message;
}

Rejection rejection_of(const BadMessage& error, Rejection::Kind kind, std::string_view content) {
  return {kind,
          error.reason(),
          valid_text(error.what()),
          error.json_path(),
          rejected_key(content),
          std::string(content),
          content.size()};
}

/// UTF-16 is none (RFC 8259, section 8.1), but somebody meant it to be.
bool looks_like_json(std::string_view content) {
  using namespace std::string_view_literals;
  for (const std::string_view start : {"\xFF\xFE{"sv, "\xFE\xFF\0{"sv, "{\0"sv, "\0{"sv}) {
    if (content.starts_with(start)) return true;
  }
  constexpr std::string_view before_json = "\xEF\xBB\xBF \t\r\n";
  const auto first = content.find_first_not_of(before_json);
  return first != std::string_view::npos && content[first] == '{';
}

void warn_of_junk(std::span<NewDocument> documents) {
  for (NewDocument& document : documents) {
    if (auto* report = std::get_if<NewReport>(&document.content)) {
      report->report.warnings.add(WarningCode::base64_trailing_junk);
    }
  }
}

/// These say nothing about whether the document means to be a report; all other reasons come after it looked
/// like one.
bool is_about_json_alone(const BadMessage& error) {
  constexpr std::array<std::string_view, 3> reasons{"malformed-json", "limit-json-bytes", "limit-json-depth"};
  return std::ranges::find(reasons, error.reason()) != reasons.end();
}

void take(std::uint64_t& left, std::uint64_t count, const char* reason, std::string_view what) {
  if (count > left) {
    throw BadMessage(reason,
                     fmt::format("the documents of the mail hold more {} together than a report may", what));
  }
  left -= count;
}

}  // namespace

void Decoder::charge(const Report& report) {
  std::uint64_t lines = 0;
  std::uint64_t details = 0;
  for (const PolicyResult& result : report.policies) {
    lines += result.policy.policy_string.size() + result.policy.mx_host.size();
    details += result.failure_details.size();
  }
  take(left_.report.max_policies, report.policies.size(), "limit-policies", "policies");
  take(left_.report.max_policy_lines, lines, "limit-policy-lines", "lines of policies");
  take(left_.report.max_failure_details, details, "limit-failure-details", "failure details");
  // A mail of many reports must not cost as much as one giant report may; alone each would be read.
  left_.report.max_failure_details =
      std::min(left_.report.max_failure_details, limits_.report.max_failure_details / 4);
}

void Decoder::read_document(Document document, std::string_view content, Claim claim,
                            std::chrono::sys_seconds now, NewMessage& message) {
  const bool is_json = looks_like_json(document.content);
  if (!is_json && claim != Claim::labelled) return;
  const std::string file_name = valid_text(document.file_name);
  // What arrived in gzip is kept as it came.
  const std::string_view kept = document.is_whole_gzip ? content : std::string_view(document.content);
  try {
    std::optional<Report> report = parser_.parse(document.content, now);
    if (!report) {
      if (claim != Claim::labelled) return;
      throw BadMessage("not-a-report",
                       "the JSON document is no TLS report: no object with policies or a date-range");
    }
    charge(*report);
    if (document.trailing_garbage) report->warnings.add(WarningCode::archive_trailing_garbage);
    attribute(*report, {message.tls_report_domain, message.subject, file_name});
    NewReport stored;
    stored.body_hash = body_hash(document.content);
    stored.key = report_key(*report, stored.body_hash);
    stored.parsed_digest = parsed_digest(*report);
    stored.report = *std::move(report);
    stored.body = document.is_whole_gzip ? std::string(content) : gzip(document.content);
    message.documents.push_back({file_name, std::move(stored)});
  } catch (const BadMessage& error) {
    if (claim == Claim::none && is_about_json_alone(error)) return;
    message.documents.push_back({file_name, rejection_of(error, Rejection::Kind::document, kept)});
  }
}

void Decoder::read_part(std::string_view content, std::string_view file_name, Claim claim,
                        std::chrono::sys_seconds now, NewMessage& message) {
  const bool is_archive = archive_format(content) != ArchiveFormat::plain;
  if (!is_archive && claim != Claim::labelled && !looks_like_json(content)) return;
  Unpacked unpacked = unpack(content, file_name, left_.unpack);
  left_.unpack.max_total_bytes -= std::min(left_.unpack.max_total_bytes, unpacked.bytes);
  for (Document& document : unpacked.documents) {
    read_document(std::move(document), content, claim, now, message);
  }
  if (claim == Claim::none) return;
  for (const UnpackFailure& failure : unpacked.failures) {
    Rejection rejection = rejection_of(failure.error, Rejection::Kind::document, content);
    // What could not be unpacked is kept as the archive around it: once, however many entries are bad.
    if (&failure != &unpacked.failures.front()) rejection.content.reset();
    message.documents.push_back({valid_text(failure.file_name), std::move(rejection)});
  }
}

void Decoder::read_parts(const Message& parts, bool claims_report, std::chrono::sys_seconds now,
                         NewMessage& message) {
  const bool is_labelled = std::ranges::any_of(parts.attachments, &Attachment::claims_report);
  for (const Attachment& part : parts.attachments) {
    // The text for people beside a report may begin like one.
    const bool is_text = part.content_type == "text/plain" || part.content_type == "text/html";
    const bool is_plausible = (claims_report || is_labelled) && !(is_text && is_labelled);
    const Claim claim = part.claims_report ? Claim::labelled : is_plausible ? Claim::plausible : Claim::none;
    const std::size_t first = message.documents.size();
    read_part(part.content, part.file_name, claim, now, message);
    if (part.trailing_junk) warn_of_junk(std::span(message.documents).subspan(first));
  }
}

NewMessage Decoder::mail(std::string_view bytes, const Origin& origin, std::chrono::sys_seconds now) {
  NewMessage message = message_from(origin);
  left_ = limits_;
  try {
    Message parts = read_message(bytes, limits_.message);
    message.message_id = std::move(parts.header.message_id);
    message.from_header = std::move(parts.header.from);
    message.subject = std::move(parts.header.subject);
    message.tls_report_domain = std::move(parts.header.tls_report_domain);
    message.tls_report_submitter = std::move(parts.header.tls_report_submitter);
    read_parts(parts, parts.header.claims_report, now, message);
    if (!message.documents.empty() && !parts.header.claims_report) {
      // One report speaks for its neighbours: what looks like another one must not get lost for being broken.
      message.documents.clear();
      left_ = limits_;
      read_parts(parts, true, now, message);
    }
    if (message.documents.empty() && parts.header.claims_report) {
      throw BadMessage("no-document", "the mail says that it is a TLS report, but holds no document");
    }
  } catch (const BadMessage& error) {
    message.documents.push_back({{}, rejection_of(error, Rejection::Kind::mail, bytes)});
  }
  return message;
}

NewMessage Decoder::document(std::string_view bytes, const Origin& origin, std::chrono::sys_seconds now) {
  NewMessage message = message_from(origin);
  const std::string file_name = std::filesystem::path(origin.path).filename().string();
  const Claim claim = is_report_file_name(file_name) ? Claim::labelled : Claim::plausible;
  left_ = limits_;
  read_part(bytes, file_name, claim, now, message);
  return message;
}

NewMessage Decoder::stored(std::string_view bytes, std::string_view file_name, NewMessage context,
                           std::chrono::sys_seconds now) {
  left_ = limits_;
  read_part(bytes, file_name, Claim::labelled, now, context);
  return context;
}

NewMessage Decoder::oversized(const Origin& origin) const {
  NewMessage message = message_from(origin);
  Rejection rejection;
  rejection.kind = Rejection::Kind::mail;
  rejection.reason = "limit-message-bytes";
  rejection.detail = std::to_string(origin.size) + " bytes are more than the limit max-message-bytes of " +
                     std::to_string(limits_.max_message_bytes) + "; it was not read";
  rejection.key =
      rejected_key(origin.path + '\0' + std::to_string(origin.uid) + '\0' + std::to_string(origin.size));
  rejection.content_size = origin.size;
  message.documents.push_back({{}, std::move(rejection)});
  return message;
}

}  // namespace tlsrpt
