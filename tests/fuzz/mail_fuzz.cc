// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "archive/unpack.hh"
#include "check.hh"
#include "ingest/decode.hh"
#include "ingest/report_key.hh"

namespace tlsrpt::fuzz {

namespace {

constexpr std::chrono::sys_days now{std::chrono::year{2026} / 6 / 15};

const DecodeLimits limits{
    .message = {.max_header_bytes = 10'000, .max_nesting = 5, .max_parts = 20},
    .unpack = {.max_document_bytes = 100'000, .max_total_bytes = 200'000, .max_archive_entries = 5},
    .report = {
        .max_json_bytes = 100'000, .max_json_depth = 12, .max_policies = 20, .max_failure_details = 50}};

void check_content(const NewReport& document) {
  check_report(document.report);
  const std::vector<Document> kept = unpack(document.body, "body", {}).documents;
  check(kept.size() == 1 && body_hash(kept.front().content) == document.body_hash,
        "a body that can be read again");
  check(report_key(document.report, document.body_hash) == document.key, "the key of the report");
}

void check_content(const Rejection& rejection) {
  check(!rejection.reason.empty(), "a reason");
  check_text(rejection.detail);
  check_text(rejection.json_path);
  if (!rejection.content) return;  // an archive's second bad entry: the first has the bytes
  check(rejection.content->size() == rejection.content_size, "the refused bytes");
  check(rejected_key(*rejection.content) == rejection.key, "the key of the refused bytes");
}

void check_mail(std::string_view bytes) {
  static Decoder used(limits);
  const Origin origin{.path = "mail.eml", .uid = 1, .size = bytes.size(), .received_at = now};
  const NewMessage message = used.mail(bytes, origin, now);
  check(message == Decoder(limits).mail(bytes, origin, now), "no trace of an earlier mail");
  for (const std::string* text : {&message.message_id, &message.from_header, &message.subject,
                                  &message.tls_report_domain, &message.tls_report_submitter}) {
    check_text(*text);
  }
  for (const NewDocument& document : message.documents) {
    check_text(document.file_name);
    std::visit([](const auto& content) { check_content(content); }, document.content);
  }
}

}  // namespace

}  // namespace tlsrpt::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  tlsrpt::fuzz::check_mail({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
