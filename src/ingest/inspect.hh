// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "ingest/decode.hh"
#include "mailbox/file_item.hh"

namespace tlsrpt {

/// A leaf part of a mail as its header describes it.
struct PartSeen {
  std::string content_type;
  std::string file_name;
  std::uint64_t size = 0;  ///< bytes with the transfer encoding undone
  bool claims_report = false;
};

/// What the decoder sees in one mail or bare document.
struct Inspection {
  FileKind kind = FileKind::mail;
  std::vector<PartSeen> parts;  ///< of a mail; empty when its structure was refused
  NewMessage message;           ///< headers, reports and refusals
};

/// Decodes without a database, for a person to look at.
[[nodiscard]] Inspection inspect(const FileItem& item, Decoder& decoder, std::chrono::sys_seconds now);

}  // namespace tlsrpt
