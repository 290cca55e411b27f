// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap.hh"

#include <algorithm>
#include <map>

#include "base/log.hh"
#include "mailbox/imap_answer.hh"
#include "mailbox/imap_session.hh"
#include "mailbox/uid_set.hh"
#include "mailbox/utf7.hh"

namespace tlsrpt {
namespace {

using Items = std::map<std::uint32_t, FetchedItem>;

class ImapMailbox final : public Mailbox {
 public:
  explicit ImapMailbox(const ImapSettings& settings)
      : session_(settings),
        folder_("folder " + printable(settings.folder)),
        no_right_("give user " + printable(settings.user) + " the right to, or set the action to none") {
    session_.select_folder();
  }

  std::uint32_t uidvalidity() const override { return session_.folder().sel_uidvalidity; }
  std::vector<std::uint32_t> uids_from(std::uint32_t first_uid) override;
  std::vector<MessageRef> describe(std::span<const std::uint32_t> uids) override;
  void fetch(std::span<const std::uint32_t> uids, const Receive& receive) override;
  void mark_seen(std::span<const std::uint32_t> uids) override;
  void move(std::span<const std::uint32_t> uids, const std::string& target_folder) override;
  void remove(std::span<const std::uint32_t> uids) override;

 private:
  Items fetch_set(const UidSet& set, const std::string& attributes, bool (*is_wanted)(const FetchedItem&));
  bool act(const std::string& command, const std::string& arguments);
  void add_flag(const UidSet& set, const std::string& flag);
  void erase(const UidSet& set);
  void transfer(const std::string& command, const UidSet& set, const std::string& target_folder);
  void make_folder(const std::string& target_folder);

  ImapSession session_;
  std::string folder_;    // for error texts
  std::string no_right_;  // for error texts
};

std::vector<std::uint32_t> ImapMailbox::uids_from(std::uint32_t first_uid) {
  if (session_.folder().sel_exists == 0) return {};
  if (!session_.command("UID SEARCH", "UID " + std::to_string(std::max(first_uid, 1U)) + ":*")) {
    session_.refuse_for_now("to list " + folder_);
  }
  std::vector<std::uint32_t> uids = found_numbers(session_.answer());
  // "n:*" always holds the last mail, also when its UID is below n (RFC 3501, section 9, seq-range).
  std::erase_if(uids, [first_uid](std::uint32_t uid) { return uid < first_uid; });
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

Items ImapMailbox::fetch_set(const UidSet& set, const std::string& attributes,
                             bool (*is_wanted)(const FetchedItem&)) {
  const bool complete = session_.command("UID FETCH", set.text + ' ' + attributes);
  Items items;
  for (const FetchedItem& item : fetched_items(session_.answer())) {
    const bool asked_for = std::binary_search(set.uids.begin(), set.uids.end(), item.uid);
    if (asked_for && is_wanted(item)) items.emplace(item.uid, item);
  }
  // A NO may come with answers. What is missing then is gone only if the server says so (RFC 5530).
  if (!complete && items.size() < set.uids.size() && session_.code() != "EXPUNGEISSUED") {
    session_.refuse_for_now("to give all mails of " + folder_);
  }
  return items;
}

std::vector<MessageRef> ImapMailbox::describe(std::span<const std::uint32_t> uids) {
  std::vector<MessageRef> mails;
  for (const UidSet& set : uid_sets(uids)) {
    const Items items = fetch_set(set, "(UID RFC822.SIZE INTERNALDATE)",
                                  [](const FetchedItem& item) { return item.size.has_value(); });
    for (const auto& [uid, item] : items) mails.push_back({uid, *item.size, item.internal_date});
  }
  return mails;
}

void ImapMailbox::fetch(std::span<const std::uint32_t> uids, const Receive& receive) {
  for (const UidSet& set : uid_sets(uids)) {
    const Items items =
        fetch_set(set, "(UID BODY.PEEK[])", [](const FetchedItem& item) { return item.body.has_value(); });
    for (const auto& [uid, item] : items) receive(uid, *item.body);
  }
}

void ImapMailbox::mark_seen(std::span<const std::uint32_t> uids) {
  for (const UidSet& set : uid_sets(uids)) add_flag(set, "\\Seen");
}

void ImapMailbox::move(std::span<const std::uint32_t> uids, const std::string& target_folder) {
  for (const UidSet& set : uid_sets(uids)) {
    if (session_.has("MOVE")) {
      transfer("UID MOVE", set, target_folder);
    } else {
      transfer("UID COPY", set, target_folder);
      erase(set);
    }
  }
}

void ImapMailbox::remove(std::span<const std::uint32_t> uids) {
  for (const UidSet& set : uid_sets(uids)) erase(set);
}

// A server may refuse once to say that some of the mails are gone (RFC 5530) and then knows what to leave
// out.
bool ImapMailbox::act(const std::string& command, const std::string& arguments) {
  return session_.command(command, arguments) ||
         (session_.code() == "EXPUNGEISSUED" && session_.command(command, arguments));
}

void ImapMailbox::add_flag(const UidSet& set, const std::string& flag) {
  if (act("UID STORE", set.text + " +FLAGS.SILENT (" + flag + ')')) return;
  session_.refuse("to flag mails in " + folder_ + " as " + flag, no_right_);
}

// Without UIDPLUS the mails stay, flagged: a bare EXPUNGE would also take what others have flagged.
void ImapMailbox::erase(const UidSet& set) {
  add_flag(set, "\\Deleted");
  if (!session_.has("UIDPLUS") || act("UID EXPUNGE", set.text)) return;
  session_.refuse("to delete mails from " + folder_, no_right_);
}

void ImapMailbox::transfer(const std::string& command, const UidSet& set, const std::string& target_folder) {
  const std::string arguments = set.text + ' ' + quoted_string(encode_folder_name(target_folder));
  if (act(command, arguments)) return;
  make_folder(target_folder);
  if (act(command, arguments)) return;
  session_.refuse("to move mails to folder " + printable(target_folder),
                  "check the options move-to and rejected-to");
}

void ImapMailbox::make_folder(const std::string& target_folder) {
  const std::string shown = "folder " + printable(target_folder);
  if (session_.code() == "OVERQUOTA") session_.refuse("to move mails to " + shown, {});
  const bool is_missing = session_.answer().rsp_trycreate != 0;
  const std::string name = quoted_string(encode_folder_name(target_folder));
  if (session_.command("CREATE", name)) {
    session_.command("SUBSCRIBE", name);
  } else if (is_missing && session_.code() != "ALREADYEXISTS") {
    session_.refuse(
        "to create " + shown,
        "check the options move-to and rejected-to; the server may want a prefix, such as INBOX.");
  }
}

}  // namespace

std::unique_ptr<Mailbox> open_imap(const ImapSettings& settings) {
  return std::make_unique<ImapMailbox>(settings);
}

}  // namespace tlsrpt
