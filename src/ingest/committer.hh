// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/run.hh"
#include "store/store.hh"

namespace tlsrpt {

/// Gathers decoded mails and commits them a batch at a time.
class Committer {
 public:
  /// \param empty_batch  says where the mails belong; all references outlive the committer
  Committer(Store& store, Batch empty_batch, const RunSettings& settings, const RunEvents& events)
      : store_(&store), settings_(&settings), events_(&events), empty_batch_(std::move(empty_batch)) {
    empty_batch_.max_rejected_bytes = settings.max_rejected_bytes;
    batch_ = empty_batch_;
  }

  void add(NewMessage message);
  /// Every mail of the folder up to this UID is settled once the batch in hand is committed.
  void settled_through(std::uint32_t uid) noexcept { batch_.done_through = uid; }
  [[nodiscard]] bool is_full() const noexcept;

  /// A committed mail and what the mailbox is owed for it.
  struct Settled {
    std::uint32_t uid = 0;
    Outcome outcome = Outcome::no_report;
    Action action = Action::none;
  };
  /// Commits the batch in hand, or in a dry run says what would become of it.
  /// \return one entry a mail; nothing is owed in a dry run
  std::vector<Settled> commit();

 private:
  Store* store_;
  const RunSettings* settings_;
  const RunEvents* events_;
  Batch empty_batch_;
  Batch batch_;
  std::uint64_t bytes_ = 0;
};

}  // namespace tlsrpt
