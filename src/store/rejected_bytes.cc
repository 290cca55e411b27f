// SPDX-License-Identifier: Apache-2.0
#include "store/rejected_bytes.hh"

#include "store/session.hh"

namespace tlsrpt {

namespace {

std::vector<Rejection*> kept_rejections(std::span<NewMessage> messages) {
  std::vector<Rejection*> kept;
  for (NewMessage& message : messages) {
    for (NewDocument& document : message.documents) {
      auto* const rejection = std::get_if<Rejection>(&document.content);
      if (rejection != nullptr && rejection->content) kept.push_back(rejection);
    }
  }
  return kept;
}

}  // namespace

void bound_rejected_bytes(pqxx::connection& connection, std::span<NewMessage> messages,
                          std::uint64_t max_bytes) {
  const std::vector<Rejection*> rejections = kept_rejections(messages);
  if (rejections.empty()) return;
  const auto used = translated("asking how much of what was refused is kept", [&] {
    pqxx::nontransaction transaction(connection);
    return execute(transaction,
                   "SELECT coalesce(sum(content_size), 0)::bigint FROM rejected_document"
                   " WHERE content IS NOT NULL")[0][0]
        .as<std::uint64_t>();
  });
  std::uint64_t room = max_bytes > used ? max_bytes - used : 0;
  for (Rejection* const rejection : rejections) {
    if (rejection->content->size() <= room) {
      room -= rejection->content->size();
    } else {
      rejection->content.reset();
      rejection->detail += "; its bytes are not kept, see max-rejected-bytes";
    }
  }
}

}  // namespace tlsrpt
