// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/decode.hh"
#include "mailbox/file_item.hh"

namespace tlsrpt {

/// Decodes what a file held, as mail or bare document.
[[nodiscard]] NewMessage decode_item(Decoder& decoder, const FileItem& item, std::chrono::sys_seconds now);

}  // namespace tlsrpt
