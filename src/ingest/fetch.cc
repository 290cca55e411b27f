// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <utility>

#include "ingest/committer.hh"
#include "ingest/run.hh"
#include "ingest/run_record.hh"

namespace tlsrpt {

namespace {

using Uids = std::vector<std::uint32_t>;

/// UIDs that are described and fetched together.
constexpr std::size_t window_size = 1'000;

class FetchRun {
 public:
  FetchRun(Store& store, Mailbox& mailbox, Decoder& decoder, const FetchSettings& settings,
           const RunEvents& events)
      : store_(&store),
        mailbox_(&mailbox),
        decoder_(&decoder),
        settings_(&settings),
        events_(&events),
        committer_(store, empty_batch(mailbox, settings), settings.run, events) {}

  void settle_owed_actions();
  void read_new_mails();

 private:
  static Batch empty_batch(const Mailbox& mailbox, const FetchSettings& settings) {
    Batch batch;
    batch.folder = settings.folder;
    batch.uidvalidity = mailbox.uidvalidity();
    batch.in_ledger = true;
    batch.actions = settings.actions;
    return batch;
  }

  Uids new_uids();
  void read_window(std::span<const std::uint32_t> uids);
  void read_group(std::span<const MessageRef> group);
  void commit_and_act();
  void act(Action action, const std::string& target, const Uids& uids);
  void act_on(const std::vector<Committer::Settled>& settled);
  [[nodiscard]] const std::string& target_of(Outcome outcome) const;

  Store* store_;
  Mailbox* mailbox_;
  Decoder* decoder_;
  const FetchSettings* settings_;
  const RunEvents* events_;
  Committer committer_;
};

const std::string& FetchRun::target_of(Outcome outcome) const {
  if (outcome == Outcome::rejected) return settings_->rejected_to;
  return outcome == Outcome::no_report ? settings_->no_report_to : settings_->move_to;
}

void FetchRun::act(Action action, const std::string& target, const Uids& uids) {
  switch (action) {
    case Action::none:
      break;
    case Action::seen:
      mailbox_->mark_seen(uids);
      break;
    case Action::move:
      mailbox_->move(uids, target);
      break;
    case Action::remove:
      mailbox_->remove(uids);
      break;
  }
  store_->actions_done(settings_->folder, mailbox_->uidvalidity(), uids);
}

void FetchRun::act_on(const std::vector<Committer::Settled>& settled) {
  std::map<std::pair<Action, std::string>, Uids> groups;
  for (const Committer::Settled& mail : settled) {
    if (mail.action == Action::none) continue;
    const std::string& target = mail.action == Action::move ? target_of(mail.outcome) : std::string{};
    groups[{mail.action, target}].push_back(mail.uid);
  }
  for (const auto& [how, uids] : groups) act(how.first, how.second, uids);
}

/// What is owed was promised under an earlier configuration; today's says how it is settled, so that a wrong
/// move-to can be mended. An action that is configured no longer is given up.
void FetchRun::settle_owed_actions() {
  std::vector<Committer::Settled> owed;
  Uids given_up;
  for (const OwedAction& mail : store_->owed_actions(settings_->folder, mailbox_->uidvalidity())) {
    const Action action = settings_->actions(mail.outcome);
    if (action == Action::none) given_up.push_back(mail.uid);
    owed.push_back({mail.uid, mail.outcome, action});
  }
  store_->actions_done(settings_->folder, mailbox_->uidvalidity(), given_up);
  act_on(owed);
}

Uids FetchRun::new_uids() {
  const FolderMark mark = store_->folder_mark(settings_->folder);
  const std::uint32_t done = mark.uidvalidity == mailbox_->uidvalidity() ? mark.done_through : 0;
  const Uids present = mailbox_->uids_from(done + 1);
  const Uids known = store_->known_uids(settings_->folder, mailbox_->uidvalidity(), done);
  Uids fresh;
  std::ranges::set_difference(present, known, std::back_inserter(fresh));
  if (settings_->max_messages != 0 && fresh.size() > settings_->max_messages) {
    fresh.resize(static_cast<std::size_t>(settings_->max_messages));
  }
  return fresh;
}

void FetchRun::commit_and_act() {
  act_on(committer_.commit());
}

void FetchRun::read_group(std::span<const MessageRef> group) {
  const auto now = settings_->run.now();
  Uids uids;
  std::ranges::transform(group, std::back_inserter(uids), &MessageRef::uid);
  mailbox_->fetch(uids, [&](std::uint32_t uid, std::string_view bytes) {
    const auto ref = std::ranges::lower_bound(group, uid, {}, &MessageRef::uid);
    const Origin origin{{}, uid, ref->size, ref->internal_date};
    committer_.add(decoder_->mail(bytes, origin, now));
  });
}

void FetchRun::read_window(std::span<const std::uint32_t> uids) {
  const std::vector<MessageRef> refs = mailbox_->describe(uids);
  auto next = refs.begin();
  while (next != refs.end()) {
    if (next->size > decoder_->limits().max_message_bytes) {
      committer_.add(decoder_->oversized({{}, next->uid, next->size, next->internal_date}));
      ++next;
      continue;
    }
    const auto first = next;
    for (std::uint64_t bytes = 0; next != refs.end(); ++next) {
      bytes += next->size;
      const bool fits = next == first || bytes <= settings_->max_fetch_bytes;
      if (!fits || next->size > decoder_->limits().max_message_bytes) break;
    }
    read_group({first, next});
    committer_.settled_through(std::prev(next)->uid);
    if (committer_.is_full()) commit_and_act();
  }
  // Mails that went away in between are settled, too.
  committer_.settled_through(uids.back());
}

void FetchRun::read_new_mails() {
  const Uids uids = new_uids();
  events_->planned(uids.size());
  for (std::span<const std::uint32_t> rest(uids); !rest.empty();) {
    const auto window = rest.first(
        std::min({window_size, rest.size(), static_cast<std::size_t>(settings_->run.max_batch_messages)}));
    read_window(window);
    rest = rest.subspan(window.size());
  }
  if (!uids.empty()) commit_and_act();
}

}  // namespace

FetchEnd fetch(Store& store, const std::function<std::unique_ptr<Mailbox>()>& open_mailbox, Decoder& decoder,
               const FetchSettings& settings, const RunEvents& events) {
  if (settings.run.dry_run) {
    const auto mailbox = open_mailbox();
    FetchRun(store, *mailbox, decoder, settings, events).read_new_mails();
    return FetchEnd::complete;
  }
  if (!store.try_lock(settings.folder)) return FetchEnd::locked;
  recorded_run(store, "fetch", settings.folder, settings.run.program_version, [&] {
    const auto mailbox = open_mailbox();
    FetchRun run(store, *mailbox, decoder, settings, events);
    run.settle_owed_actions();
    run.read_new_mails();
  });
  return FetchEnd::complete;
}

}  // namespace tlsrpt
