// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ingest/decode.hh"
#include "mailbox/file_item.hh"

namespace tlsrpt {

/// A mail or bare document on its way to the decoder.
struct RawMail {
  Origin origin;
  FileKind kind = FileKind::mail;
  bool too_large = false;  ///< over the limit: `bytes` is empty
  std::string bytes;
};

[[nodiscard]] RawMail raw_mail(const FileItem& item);

/// \param now  the time that implausible dates are measured at
[[nodiscard]] NewMessage decode(Decoder& decoder, const RawMail& mail, std::chrono::sys_seconds now);

}  // namespace tlsrpt
