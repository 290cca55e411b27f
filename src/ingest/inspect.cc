// SPDX-License-Identifier: Apache-2.0
#include "ingest/inspect.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "ingest/raw_mail.hh"

namespace tlsrpt {

namespace {

std::vector<PartSeen> parts_of(std::string_view mail, const MessageLimits& limits) {
  std::vector<PartSeen> parts;
  try {
    for (const Attachment& part : read_message(mail, limits).attachments) {
      parts.push_back({valid_text(part.content_type), valid_text(part.file_name), part.content.size(),
                       part.claims_report});
    }
  } catch (const BadMessage&) {
    // The decoder says why, with the bytes kept.
  }
  return parts;
}

}  // namespace

Inspection inspect(const FileItem& item, Decoder& decoder, std::chrono::sys_seconds now) {
  Inspection inspection;
  inspection.kind = item.kind;
  if (item.kind == FileKind::mail && !item.too_large) {
    inspection.parts = parts_of(item.bytes, decoder.limits().message);
  }
  inspection.message = decode(decoder, raw_mail(item), now);
  return inspection;
}

}  // namespace tlsrpt
