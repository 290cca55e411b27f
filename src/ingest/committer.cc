// SPDX-License-Identifier: Apache-2.0
#include "ingest/committer.hh"

#include <utility>

namespace tlsrpt {

void Committer::add(NewMessage message) {
  bytes_ += message.size;
  batch_.messages.push_back(std::move(message));
  events_->decoded();
}

bool Committer::is_full() const noexcept {
  return batch_.messages.size() >= settings_->max_batch_messages || bytes_ >= settings_->max_batch_bytes;
}

std::vector<Committer::Settled> Committer::commit() {
  const std::vector<MessageResult> results =
      settings_->dry_run ? store_->preview(batch_) : store_->commit(batch_);
  std::vector<Settled> settled;
  settled.reserve(results.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Action owed = settings_->dry_run ? Action::none : results[i].action;
    settled.push_back({batch_.messages[i].uid, results[i].outcome, owed});
    events_->settled(batch_.messages[i], results[i]);
  }
  batch_ = empty_batch_;
  bytes_ = 0;
  return settled;
}

}  // namespace tlsrpt
