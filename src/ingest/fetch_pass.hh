// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ingest/pipeline.hh"
#include "ingest/run.hh"

namespace tlsrpt {

/// One look through a folder: what is owed to it, then what is new in it.
class FetchPass {
 public:
  /// All references outlive the pass.
  FetchPass(Store& store, Mailbox& mailbox, const FetchSettings& settings, const RunEvents& events);

  /// Whatever ends it: what was read is committed. Returns early once a stop is requested. An action or a
  /// mail that the server refuses stays for the next pass and does not keep this one from the other mails.
  /// \throws MailboxLost  nothing more can be done over this connection
  /// \throws Unavailable, BadSetup  also at the end, for the first action or mail that was refused
  void run();

 private:
  using Uids = std::vector<std::uint32_t>;

  /// A mail and what its outcome earns it.
  struct Due {
    HalfMoved mail;
    Outcome outcome = Outcome::no_report;
    Action action = Action::none;
  };

  /// The store's, or that of the pipeline that has the store meanwhile.
  struct Ledger {
    std::function<void()> assure_lock;
    std::function<void(const Uids&)> note_done;
  };

  struct NewMails {
    Uids uids;
    std::uint32_t settled_then = 0;  ///< once they are read, nothing is new up to here; 0: not so
  };

  void settle_owed_actions();
  NewMails new_mails();
  void read_new_mails();
  void read_mails(const NewMails& fresh, Pipeline& pipeline);
  void read_window(std::span<const std::uint32_t> uids, Pipeline& pipeline);
  void read_group(std::span<const MessageRef> group, Pipeline& pipeline);
  void settled_through(std::uint32_t uid, Pipeline& pipeline) const;
  void act_on_settled(Pipeline& pipeline);
  void act_on(const std::vector<Due>& due, bool is_repeated, const Ledger& ledger);
  void act(Action action, const std::string& target, const std::vector<HalfMoved>& mails, bool is_repeated,
           const Ledger& ledger);
  void ask_for(Action action, const std::string& target, const std::vector<HalfMoved>& mails,
               bool is_repeated);
  [[nodiscard]] const std::string& target_of(Outcome outcome) const;

  Store* store_;
  Mailbox* mailbox_;
  const FetchSettings* settings_;
  const RunEvents* events_;
  std::exception_ptr refused_action_;  // the first one; no other is tried in this pass
  Uids refused_mails_;
};

}  // namespace tlsrpt
