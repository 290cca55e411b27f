// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap.hh"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/log.hh"
#include "mailbox/imap_actions.hh"
#include "mailbox/imap_answer.hh"
#include "mailbox/imap_session.hh"
#include "mailbox/uid_set.hh"

namespace tlsrpt {
namespace {

using Uids = std::vector<std::uint32_t>;
using Items = std::map<std::uint32_t, FetchedItem>;

// A folder of some million mails.
constexpr std::uint64_t max_search_answer = 64'000'000;
// libetpan takes ten times the bytes of such an answer: many mails are listed piece by piece.
constexpr std::uint32_t mails_a_search = 5'000;
// What stands around the bodies; and RFC822.SIZE is an estimate on some servers.
constexpr std::uint64_t max_fetch_surplus = 4'000'000;
// More of them in a row mean that the server gives nothing at all for now.
constexpr std::size_t max_refused = 20;
// Routers forget silent connections, servers after half an hour (RFC 2177).
constexpr std::chrono::minutes longest_idle{9};

class ImapMailbox final : public Mailbox {
 public:
  explicit ImapMailbox(const ImapSettings& settings)
      : session_(settings), actions_(session_), folder_("folder " + printable(settings.folder)) {
    session_.select_folder();
  }

  std::uint32_t uidvalidity() const override { return session_.folder().sel_uidvalidity; }
  Uids uids_from(std::uint32_t first_uid) override;
  std::vector<MessageRef> describe(std::span<const std::uint32_t> uids) override;
  Uids fetch(std::span<const MessageRef> mails, const Receive& receive) override;
  void mark_seen(std::span<const std::uint32_t> uids) override { actions_.mark_seen(uids); }
  void move(std::span<const std::uint32_t> uids, const std::string& target_folder) override {
    actions_.move(uids, target_folder);
  }
  void move_again(std::span<const HalfMoved> mails, const std::string& target_folder) override {
    actions_.move_again(mails, target_folder);
  }
  void remove(std::span<const std::uint32_t> uids) override { actions_.remove(uids); }
  void wait_for_mail(std::chrono::seconds interval, int wake_descriptor) override;

 private:
  Uids search(const std::string& criteria);
  Uids still_there(const Uids& uids);
  Items fetch_items(const UidSet& set, const std::string& attributes);
  Uids fetch_bodies(const UidSet& set, const Receive& receive);
  bool idle(std::chrono::steady_clock::time_point until, int wake_descriptor);

  ImapSession session_;
  ImapActions actions_;
  std::string folder_;                // for error texts
  std::size_t refused_in_a_row_ = 0;  // without any mail given beside them
};

Uids missing_in(const Items& items, std::span<const std::uint32_t> uids) {
  Uids missing;
  std::ranges::copy_if(uids, std::back_inserter(missing),
                       [&items](std::uint32_t uid) { return !items.contains(uid); });
  return missing;
}

Uids ImapMailbox::search(const std::string& criteria) {
  session_.allow(max_search_answer);
  if (!session_.command("UID SEARCH", criteria)) session_.refuse_for_now("to list " + folder_);
  Uids uids = found_numbers(session_.answer());
  std::ranges::sort(uids);
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

// The mails that are asked for are the last ones of the folder (RFC 3501, section 2.3.1.2).
Uids ImapMailbox::uids_from(std::uint32_t first_uid) {
  session_.forget_arrivals();
  // Not "n:*", which also holds the last mail when its UID is below n (RFC 3501, section 9, seq-range).
  const std::string wanted = "UID " + std::to_string(std::max(first_uid, 1U)) + ":4294967295";
  const auto count = [this] { return session_.folder().sel_exists; };
  std::uint32_t front = count() > mails_a_search ? count() - mails_a_search : 0;
  std::vector<Uids> pieces{search((front > 0 ? std::to_string(front + 1) + ":* " : "") + wanted)};
  while (front > 0 && count() > 0) {
    // Where some are missing, nothing is expected in front of the piece; but they may just have gone away.
    const bool is_full = pieces.back().size() >= mails_a_search;
    const std::uint32_t last = std::min(front, count());
    front = is_full && last > mails_a_search ? last - mails_a_search : 0;
    pieces.push_back(search(std::to_string(front + 1) + ':' + std::to_string(last) + ' ' + wanted));
  }
  Uids uids;
  uids.reserve(pieces.size() * mails_a_search);
  // A mail that goes away moves those behind it to the front: some may be listed twice, none is missed.
  for (; !pieces.empty(); pieces.pop_back()) {
    const Uids& piece = pieces.back();
    uids.insert(uids.end(), std::ranges::upper_bound(piece, uids.empty() ? 0 : uids.back()), piece.end());
  }
  return uids;
}

/// Those of `uids` that were not expunged meanwhile.
Uids ImapMailbox::still_there(const Uids& uids) {
  Uids there;
  for (const UidSet& set : uid_sets(uids)) {
    std::ranges::set_intersection(search("UID " + set.text), set.uids, std::back_inserter(there));
  }
  return there;
}

// OK or NO makes no difference: both may come with some of the answers, or with none.
Items ImapMailbox::fetch_items(const UidSet& set, const std::string& attributes) {
  session_.command("UID FETCH", set.text + ' ' + attributes);
  Items items;
  for (const FetchedItem& item : fetched_items(session_.answer())) {
    const bool says_something = item.size || item.body;
    if (says_something && std::ranges::binary_search(set.uids, item.uid)) items.emplace(item.uid, item);
  }
  return items;
}

std::vector<MessageRef> ImapMailbox::describe(std::span<const std::uint32_t> uids) {
  std::vector<MessageRef> mails;
  for (const UidSet& set : uid_sets(uids)) {
    const Items items = fetch_items(set, "(UID RFC822.SIZE INTERNALDATE)");
    for (const auto& [uid, item] : items) mails.push_back({uid, item.size.value_or(0), item.internal_date});
    for (const std::uint32_t uid : still_there(missing_in(items, set.uids))) mails.push_back({uid, 0, {}});
  }
  std::ranges::sort(mails, {}, &MessageRef::uid);
  return mails;
}

/// \return UIDs of the set that came without a body
Uids ImapMailbox::fetch_bodies(const UidSet& set, const Receive& receive) {
  Items items = fetch_items(set, "(UID BODY.PEEK[])");
  std::erase_if(items, [](const auto& entry) { return !entry.second.body; });
  for (const auto& [uid, item] : items) receive(uid, *item.body);
  return missing_in(items, set.uids);
}

Uids ImapMailbox::fetch(std::span<const MessageRef> mails, const Receive& receive) {
  Uids uids;
  std::uint64_t bytes = max_fetch_surplus;
  for (const MessageRef& mail : mails) {
    uids.push_back(mail.uid);
    bytes += 2 * mail.size;
  }
  Uids refused;
  const Receive take = [this, &receive](std::uint32_t uid, std::string_view body) {
    refused_in_a_row_ = 0;
    receive(uid, body);
  };
  for (const UidSet& set : uid_sets(uids)) {
    session_.allow(bytes);
    const Uids left = still_there(fetch_bodies(set, take));
    // One mail that cannot be read may have cost the others their bodies.
    for (const std::uint32_t uid : left) {
      const Uids alone{uid};
      session_.allow(bytes);
      if (still_there(fetch_bodies(uid_sets(alone).front(), take)).empty()) continue;
      refused.push_back(uid);
      const bool gives_others = left.size() < set.uids.size();
      if (!gives_others && ++refused_in_a_row_ == max_refused)
        session_.refuse_for_now("to give mails of " + folder_);
    }
  }
  return refused;
}

void ImapMailbox::wait_for_mail(std::chrono::seconds interval, int wake_descriptor) {
  const auto now = std::chrono::steady_clock::now();
  if (session_.has_arrivals()) return;
  if (!session_.has("IDLE") || !idle(now + longest_idle, wake_descriptor)) {
    session_.await_line(now + std::min<std::chrono::seconds>(interval, longest_idle), wake_descriptor);
  }
}

/// \return false: the server does not do it
bool ImapMailbox::idle(std::chrono::steady_clock::time_point until, int wake_descriptor) {
  return session_.command("IDLE", {}, [&](std::string_view) {
    for (;;) {
      const auto line = session_.await_line(until, wake_descriptor);
      if (!line || line->ends_with(" EXISTS") || line->starts_with("* BYE")) return "DONE";
    }
  });
}

}  // namespace

std::unique_ptr<Mailbox> open_imap(const ImapSettings& settings) {
  return std::make_unique<ImapMailbox>(settings);
}

}  // namespace tlsrpt
