// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "ingest/raw_mail.hh"
#include "ingest/run.hh"
#include "store/store.hh"

namespace tlsrpt {

/// The way of mails from their bytes into the store: decoded by some threads at once, committed a batch at a
/// time by another one, in the order in which they were added. Everything here is called by one thread, the
/// one that reads the mails; the store belongs to the pipeline as long as it lives.
///
/// At most two batches are in memory: one that is committed and one that gathers. What goes wrong first ends
/// all of it, and every later call throws it.
class Pipeline {
 public:
  /// \param empty_batch  says where the mails belong; the references outlive the pipeline
  /// \throws Unavailable  there is no room for its threads
  Pipeline(Store& store, Batch empty_batch, const RunSettings& settings, const RunEvents& events);
  /// Waits for the transaction in hand; mails that are not in it are dropped.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Waits while a whole batch waits to be committed.
  void add(RawMail mail);

  /// Every mail of the folder up to this UID is settled once what was added so far is committed.
  void settled_through(std::uint32_t uid);

  /// A committed mail and what the mailbox is owed for it; nothing in a dry run.
  struct Settled {
    std::uint32_t uid = 0;
    Outcome outcome = Outcome::no_report;
    Action action = Action::none;
  };
  /// What was committed since the last call, in order; also tells it to the events. Does not wait.
  std::vector<Settled> take_settled();

  /// \throws Unavailable  the connection is lost, and the lock of the folder with it
  void assure_lock();
  /// Has Store::actions_done() noted at the next occasion.
  void note_actions_done(std::vector<std::uint32_t> uids);

  /// Commits all that was added and waits for it.
  void finish();
  /// Does `read`, which adds mails, and commits all that it added, also when it throws: that error is thrown
  /// on, with what was settled told to the events.
  template <class Read>
  void commit_all(Read&& read) {
    try {
      std::forward<Read>(read)();
      finish();
    } catch (...) {
      finish_after_error();
      throw;
    }
  }

 private:
  /// A mail in line: decoded once there is a message.
  struct Slot {
    RawMail raw;
    std::uint64_t bytes = 0;  ///< that it takes in memory, about
    std::optional<NewMessage> message;
    std::uint32_t settled_through = 0;
  };
  struct Committed {
    std::vector<NewMessage> messages;
    std::vector<MessageResult> results;  ///< one a message
  };
  using Lock = std::unique_lock<std::mutex>;

  void decode_mails(Lock& lock);
  void commit_batches(Lock& lock);
  template <class Work>
  std::jthread thread_for(Work work);
  void end_threads();

  void finish_after_error();
  [[nodiscard]] bool may_decode() const;
  void decoded(Slot& slot, NewMessage message);
  [[nodiscard]] bool is_batch_ready() const;
  [[nodiscard]] Batch take_batch();
  void commit(Batch batch, Lock& lock);
  void check() const;

  Store* store_;
  const RunSettings* settings_;
  const RunEvents* events_;
  Batch empty_batch_;

  std::mutex mutex_;  // of everything below
  std::condition_variable reader_wakes_, decoder_wakes_, committer_wakes_;
  std::deque<Slot> line_;
  std::size_t next_ = 0;   // in line_: the first one that no thread has taken to decode
  std::size_t ready_ = 0;  // so many from the front are decoded
  std::uint64_t line_bytes_ = 0, decoded_bytes_ = 0, ready_bytes_ = 0;
  std::uint32_t settled_through_ = 0;            // once all in front of line_ is committed
  std::uint32_t committed_settled_through_ = 0;  // as the store knows
  std::vector<std::uint32_t> actions_done_;
  std::vector<Committed> committed_;
  std::exception_ptr failure_;
  bool is_finishing_ = false, is_store_busy_ = false, is_ending_ = false;

  std::vector<std::jthread> threads_;
};

}  // namespace tlsrpt
