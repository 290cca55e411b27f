// SPDX-License-Identifier: Apache-2.0
#include "ingest/raw_mail.hh"

namespace tlsrpt {

RawMail raw_mail(const FileItem& item) {
  return {{std::string(item.path), item.number, item.size, item.modified},
          item.kind,
          item.too_large,
          std::string(item.bytes)};
}

NewMessage decode(Decoder& decoder, const RawMail& mail, std::chrono::sys_seconds now) {
  if (mail.too_large) return decoder.oversized(mail.origin);
  return mail.kind == FileKind::mail ? decoder.mail(mail.bytes, mail.origin, now)
                                     : decoder.document(mail.bytes, mail.origin, now);
}

}  // namespace tlsrpt
