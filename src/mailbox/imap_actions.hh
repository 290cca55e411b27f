// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mailbox/imap_session.hh"
#include "mailbox/mailbox.hh"
#include "mailbox/uid_set.hh"

namespace tlsrpt {

/// The actions of Mailbox on the open folder of a session: by MOVE (RFC 6851) where the server has it, else
/// by COPY and an EXPUNGE of exactly these UIDs (UIDPLUS, RFC 4315). Without UIDPLUS the mails stay, flagged
/// \Deleted: a bare EXPUNGE would also take what others have flagged.
class ImapActions {
 public:
  /// \param session  outlives this; its folder is opened when an action is called
  explicit ImapActions(ImapSession& session);

  void mark_seen(std::span<const std::uint32_t> uids);
  void move(std::span<const std::uint32_t> uids, const std::string& target_folder);
  void move_again(std::span<const HalfMoved> mails, const std::string& target_folder);
  void remove(std::span<const std::uint32_t> uids);

 private:
  bool act(const std::string& command, const std::string& arguments);
  void add_flag(const UidSet& set, const std::string& flag);
  void erase(const UidSet& set);
  void transfer(const std::string& command, const UidSet& set, const std::string& target_folder);
  void make_folder(const std::string& target_folder);
  std::vector<std::uint32_t> flagged_deleted(std::span<const std::uint32_t> uids);
  std::vector<std::uint32_t> found_in(const std::string& target_folder, std::span<const HalfMoved> mails);
  bool holds(const HalfMoved& mail);

  ImapSession* session_;
  std::string folder_;    // for error texts
  std::string no_right_;  // for error texts
};

}  // namespace tlsrpt
