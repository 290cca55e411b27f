// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode_item.hh"

#include <string>

namespace tlsrpt {

NewMessage decode_item(Decoder& decoder, const FileItem& item, std::chrono::sys_seconds now) {
  const Origin origin{std::string(item.path), item.number, item.size, item.modified};
  if (item.too_large) return decoder.oversized(origin);
  return item.kind == FileKind::mail ? decoder.mail(item.bytes, origin, now)
                                     : decoder.document(item.bytes, origin, now);
}

}  // namespace tlsrpt
