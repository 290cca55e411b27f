// SPDX-License-Identifier: Apache-2.0
#include "ingest/committer.hh"

#include <algorithm>
#include <utility>

namespace tlsrpt {

namespace {

/// Without the texts: a crafted mail of 1 kB can hold 200,000 failure details.
std::uint64_t parsed_bytes(const NewMessage& message) {
  std::uint64_t bytes = 0;
  for (const NewDocument& document : message.documents) {
    const auto* rejection = std::get_if<Rejection>(&document.content);
    if (rejection != nullptr && rejection->content) bytes += rejection->content->size();
    const auto* report = std::get_if<NewReport>(&document.content);
    if (report == nullptr) continue;
    bytes += report->report.policies.size() * sizeof(PolicyResult);
    for (const PolicyResult& result : report->report.policies) {
      bytes += result.failure_details.size() * sizeof(FailureDetail);
    }
  }
  return bytes;
}

}  // namespace

void Committer::add(NewMessage message) {
  bytes_ += std::max(message.size, parsed_bytes(message));
  events_->decoded(message.size);
  batch_.messages.push_back(std::move(message));
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
