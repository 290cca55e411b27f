// SPDX-License-Identifier: Apache-2.0
#include "ingest/pipeline.hh"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.hh"
#include "ingest/bulk.hh"

namespace tlsrpt {

Pipeline::Pipeline(Store& store, Batch empty_batch, const RunSettings& settings, const RunEvents& events)
    : store_(&store), settings_(&settings), events_(&events), empty_batch_(std::move(empty_batch)) {
  empty_batch_.max_rejected_bytes = settings.max_rejected_bytes;
  threads_.reserve(1 + std::size_t{settings.decode_threads});
  try {
    threads_.push_back(thread_for([this](Lock& lock) { commit_batches(lock); }));
    for (unsigned i = 0; i < settings.decode_threads; ++i) {
      threads_.push_back(thread_for([this](Lock& lock) { decode_mails(lock); }));
    }
  } catch (const std::exception& error) {
    // Those that did start would be waited for without an end.
    end_threads();
    throw Unavailable(std::string("the system starts no more threads: ") + error.what() +
                      "; set decode-threads lower or try again later");
  }
}

Pipeline::~Pipeline() {
  end_threads();
}

void Pipeline::end_threads() {
  const Lock lock(mutex_);
  is_ending_ = true;
  decoder_wakes_.notify_all();
  committer_wakes_.notify_all();
}

/// A thread that holds the lock but where it waits or works, and that ends everything when it fails.
template <class Work>
std::jthread Pipeline::thread_for(Work work) {
  return std::jthread([this, work] {
    Lock lock(mutex_);
    try {
      work(lock);
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      if (!failure_) failure_ = std::current_exception();
      is_ending_ = true;
      is_store_busy_ = false;
      reader_wakes_.notify_all();
      decoder_wakes_.notify_all();
      committer_wakes_.notify_all();
    }
  });
}

void Pipeline::check() const {
  if (failure_) std::rethrow_exception(failure_);
}

void Pipeline::add(RawMail mail) {
  events_->read(mail.origin.size);
  Lock lock(mutex_);
  reader_wakes_.wait(lock, [this] {
    return failure_ ||
           (line_.size() < settings_->max_batch_messages && line_bytes_ < settings_->max_batch_bytes);
  });
  check();
  Slot& slot = line_.emplace_back();
  // What a server says of the size of its mails may be anything.
  slot.bytes = mail.bytes.size();
  slot.raw = std::move(mail);
  line_bytes_ += slot.bytes;
  decoder_wakes_.notify_one();
}

void Pipeline::settled_through(std::uint32_t uid) {
  const Lock lock(mutex_);
  (line_.empty() ? settled_through_ : line_.back().settled_through) = uid;
}

bool Pipeline::may_decode() const {
  // What is small in a mail can be big once it is parsed. Mails are taken in order: once the threads are done
  // with those they have, so many bytes are a batch.
  return next_ < line_.size() && decoded_bytes_ < settings_->max_batch_bytes;
}

void Pipeline::decode_mails(Lock& lock) {
  Decoder decoder(settings_->decode);
  for (;;) {
    decoder_wakes_.wait(lock, [this] { return is_ending_ || may_decode(); });
    if (is_ending_) return;
    Slot& slot = line_[next_++];
    lock.unlock();
    // Assigning nothing to it afterwards would keep the memory.
    NewMessage message = tlsrpt::decode(decoder, RawMail(std::move(slot.raw)), settings_->now());
    lock.lock();
    decoded(slot, std::move(message));
  }
}

void Pipeline::decoded(Slot& slot, NewMessage message) {
  const std::uint64_t bytes = std::max(slot.bytes, parsed_bytes(message));
  line_bytes_ += bytes - slot.bytes;
  decoded_bytes_ += bytes;
  slot.bytes = bytes;
  slot.message = std::move(message);
  for (; ready_ < line_.size() && line_[ready_].message; ++ready_) ready_bytes_ += line_[ready_].bytes;
  if (is_batch_ready()) committer_wakes_.notify_one();
}

bool Pipeline::is_batch_ready() const {
  if (ready_ >= settings_->max_batch_messages || ready_bytes_ >= settings_->max_batch_bytes) return true;
  const bool has_news = !line_.empty() || settled_through_ != committed_settled_through_;
  return is_finishing_ && has_news && ready_ == line_.size();
}

Batch Pipeline::take_batch() {
  Batch batch = empty_batch_;
  std::uint64_t bytes = 0;
  while (ready_ > 0 && batch.messages.size() < settings_->max_batch_messages &&
         bytes < settings_->max_batch_bytes) {
    Slot& slot = line_.front();
    bytes += slot.bytes;
    batch.messages.push_back(*std::move(slot.message));
    settled_through_ = std::max(settled_through_, slot.settled_through);
    line_.pop_front();
    --ready_;
    --next_;
  }
  line_bytes_ -= bytes;
  decoded_bytes_ -= bytes;
  ready_bytes_ -= bytes;
  batch.done_through = settled_through_;
  return batch;
}

void Pipeline::commit_batches(Lock& lock) {
  for (;;) {
    committer_wakes_.wait(lock, [this] { return is_ending_ || !actions_done_.empty() || is_batch_ready(); });
    if (is_ending_) return;
    is_store_busy_ = true;
    if (!actions_done_.empty()) {
      const auto uids = std::exchange(actions_done_, {});
      lock.unlock();
      store_->actions_done(empty_batch_.folder, empty_batch_.uidvalidity, uids);
      lock.lock();
    } else {
      commit(take_batch(), lock);
    }
    is_store_busy_ = false;
    reader_wakes_.notify_one();
  }
}

void Pipeline::commit(Batch batch, Lock& lock) {
  lock.unlock();
  reader_wakes_.notify_one();
  decoder_wakes_.notify_all();
  std::vector<MessageResult> results = settings_->dry_run ? store_->preview(batch) : store_->commit(batch);
  std::ranges::for_each(batch.messages, release_bulk);
  lock.lock();
  committed_settled_through_ = batch.done_through;
  committed_.push_back({std::move(batch.messages), std::move(results)});
}

std::vector<Pipeline::Settled> Pipeline::take_settled() {
  std::vector<Committed> committed;
  {
    const Lock lock(mutex_);
    committed.swap(committed_);
  }
  std::vector<Settled> settled;
  for (const auto& [messages, results] : committed) {
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const Action owed = settings_->dry_run ? Action::none : results[i].action;
      settled.push_back({messages[i].uid, results[i].outcome, owed});
      events_->settled(messages[i], results[i]);
    }
  }
  return settled;
}

void Pipeline::assure_lock() {
  const Lock lock(mutex_);
  check();
  // A transaction that is under way will say by itself that the connection is lost.
  if (!is_store_busy_) store_->assure_lock();
}

void Pipeline::note_actions_done(std::vector<std::uint32_t> uids) {
  const Lock lock(mutex_);
  actions_done_.insert(actions_done_.end(), uids.begin(), uids.end());
  committer_wakes_.notify_one();
}

void Pipeline::finish() {
  Lock lock(mutex_);
  is_finishing_ = true;
  committer_wakes_.notify_one();
  reader_wakes_.wait(lock, [this] {
    return failure_ || (!is_store_busy_ && line_.empty() && actions_done_.empty() && !is_batch_ready());
  });
  is_finishing_ = false;
  check();
}

void Pipeline::finish_after_error() {
  try {
    finish();
  } catch (const std::exception&) {
    // The same error once more, or one that came later.
  }
  take_settled();
}

}  // namespace tlsrpt
