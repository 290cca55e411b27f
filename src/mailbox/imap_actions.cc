// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap_actions.hh"

#include <algorithm>
#include <iterator>

#include "base/log.hh"
#include "mailbox/imap_answer.hh"
#include "mailbox/utf7.hh"

namespace tlsrpt {
namespace {

using Uids = std::vector<std::uint32_t>;

const char* const check_target =
    "check the options move-to, rejected-to and no-report-to; the server may want a prefix, such as INBOX.";

bool is_plain(char c) {
  return c > ' ' && c <= '~';
}

}  // namespace

ImapActions::ImapActions(ImapSession& session)
    : session_(&session),
      folder_("folder " + printable(session.settings().folder)),
      no_right_("give user " + printable(session.settings().user) +
                " the right to, or set the action to none") {}

void ImapActions::mark_seen(std::span<const std::uint32_t> uids) {
  for (const UidSet& set : uid_sets(uids)) add_flag(set, "\\Seen");
}

void ImapActions::move(std::span<const std::uint32_t> uids, const std::string& target_folder) {
  for (const UidSet& set : uid_sets(uids)) {
    if (session_->has("MOVE")) {
      transfer("UID MOVE", set, target_folder);
    } else {
      transfer("UID COPY", set, target_folder);
      erase(set);
    }
  }
}

void ImapActions::move_again(std::span<const HalfMoved> mails, const std::string& target_folder) {
  Uids uids;
  std::ranges::transform(mails, std::back_inserter(uids), &HalfMoved::uid);
  if (session_->has("MOVE")) return move(uids, target_folder);
  // We flag only what we have copied.
  Uids copied = flagged_deleted(uids);
  std::ranges::copy(found_in(target_folder, mails), std::back_inserter(copied));
  std::ranges::sort(copied);
  copied.erase(std::unique(copied.begin(), copied.end()), copied.end());
  Uids rest;
  std::ranges::set_difference(uids, copied, std::back_inserter(rest));
  move(rest, target_folder);
  remove(copied);
}

void ImapActions::remove(std::span<const std::uint32_t> uids) {
  for (const UidSet& set : uid_sets(uids)) erase(set);
}

Uids ImapActions::flagged_deleted(std::span<const std::uint32_t> uids) {
  Uids flagged;
  for (const UidSet& set : uid_sets(uids)) {
    if (!session_->command("UID SEARCH", "UID " + set.text + " DELETED")) {
      session_->refuse_for_now("to search " + folder_);
    }
    std::ranges::copy(found_numbers(session_->answer()), std::back_inserter(flagged));
  }
  std::ranges::sort(flagged);
  Uids ours;
  std::ranges::set_intersection(flagged, uids, std::back_inserter(ours));
  return ours;
}

Uids ImapActions::found_in(const std::string& target_folder, std::span<const HalfMoved> mails) {
  const std::uint32_t uidvalidity = session_->folder().sel_uidvalidity;
  Uids found;
  if (session_->examine_folder(target_folder)) {
    for (const HalfMoved& mail : mails) {
      if (holds(mail)) found.push_back(mail.uid);
    }
  }
  session_->select_folder();
  if (session_->folder().sel_uidvalidity != uidvalidity) {
    throw MailboxLost(session_->settings().host + " made " + folder_ + " anew meanwhile; try again later");
  }
  return found;
}

/// Whether the folder at hand holds the mail: one more with its Message-ID and size than there are twins.
bool ImapActions::holds(const HalfMoved& mail) {
  if (mail.message_id.empty() || !std::ranges::all_of(mail.message_id, is_plain)) return false;
  const std::string size = mail.size == 0 ? ""
                                          : " LARGER " + std::to_string(mail.size - 1) + " SMALLER " +
                                                std::to_string(mail.size + 1);
  return session_->command("UID SEARCH", "HEADER Message-ID " + quoted_string(mail.message_id) + size) &&
         found_numbers(session_->answer()).size() > mail.twin_count;
}

// A server may refuse once to say that some of the mails are gone (RFC 5530) and then knows what to leave
// out.
bool ImapActions::act(const std::string& command, const std::string& arguments) {
  return session_->command(command, arguments) ||
         (session_->code() == "EXPUNGEISSUED" && session_->command(command, arguments));
}

void ImapActions::add_flag(const UidSet& set, const std::string& flag) {
  if (act("UID STORE", set.text + " +FLAGS.SILENT (" + flag + ')')) return;
  session_->refuse("to flag mails in " + folder_ + " as " + flag, no_right_);
}

void ImapActions::erase(const UidSet& set) {
  add_flag(set, "\\Deleted");
  if (!session_->has("UIDPLUS") || act("UID EXPUNGE", set.text)) return;
  session_->refuse("to delete mails from " + folder_, no_right_);
}

void ImapActions::transfer(const std::string& command, const UidSet& set, const std::string& target_folder) {
  const std::string arguments = set.text + ' ' + quoted_string(encode_folder_name(target_folder));
  if (act(command, arguments)) return;
  make_folder(target_folder);
  if (act(command, arguments)) return;
  session_->refuse("to move mails to folder " + printable(target_folder), check_target);
}

void ImapActions::make_folder(const std::string& target_folder) {
  const std::string shown = "folder " + printable(target_folder);
  if (session_->code() == "OVERQUOTA") session_->refuse("to move mails to " + shown, {});
  const bool is_missing = session_->answer().rsp_trycreate != 0;
  const std::string name = quoted_string(encode_folder_name(target_folder));
  if (session_->command("CREATE", name)) {
    session_->command("SUBSCRIBE", name);
  } else if (is_missing && session_->code() != "ALREADYEXISTS") {
    session_->refuse("to create " + shown, check_target);
  }
}

}  // namespace tlsrpt
