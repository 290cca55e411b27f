// SPDX-License-Identifier: Apache-2.0
#include "ingest/fetch_pass.hh"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "base/error.hh"
#include "base/log.hh"

namespace tlsrpt {

namespace {

using Uids = std::vector<std::uint32_t>;

/// UIDs that are described and fetched together.
constexpr std::size_t window_size = 1'000;

Batch empty_batch(const Mailbox& mailbox, const FetchSettings& settings) {
  Batch batch;
  batch.folder = settings.folder;
  batch.uidvalidity = mailbox.uidvalidity();
  batch.in_ledger = true;
  batch.actions = settings.actions;
  return batch;
}

Uids uids_of(const std::vector<HalfMoved>& mails) {
  Uids uids;
  std::ranges::transform(mails, std::back_inserter(uids), &HalfMoved::uid);
  return uids;
}

}  // namespace

FetchPass::FetchPass(Store& store, Mailbox& mailbox, const FetchSettings& settings, const RunEvents& events)
    : store_(&store), mailbox_(&mailbox), settings_(&settings), events_(&events) {}

void FetchPass::run() {
  if (!settings_->run.dry_run) settle_owed_actions();
  read_new_mails();
  if (refused_action_) std::rethrow_exception(refused_action_);
  if (!refused_mails_.empty()) {
    throw Unavailable(settings_->folder.account + " does not give " + std::to_string(refused_mails_.size()) +
                      " mails of folder " + printable(settings_->folder.folder) + ", the first with UID " +
                      std::to_string(refused_mails_.front()) +
                      "; the others are read, these are asked for again next time");
  }
}

const std::string& FetchPass::target_of(Outcome outcome) const {
  if (outcome == Outcome::rejected) return settings_->rejected_to;
  return outcome == Outcome::no_report ? settings_->no_report_to : settings_->move_to;
}

void FetchPass::ask_for(Action action, const std::string& target, const std::vector<HalfMoved>& mails,
                        bool is_repeated) {
  switch (action) {
    case Action::none:
      break;
    case Action::seen:
      mailbox_->mark_seen(uids_of(mails));
      break;
    case Action::move:
      is_repeated ? mailbox_->move_again(mails, target) : mailbox_->move(uids_of(mails), target);
      break;
    case Action::remove:
      mailbox_->remove(uids_of(mails));
      break;
  }
}

void FetchPass::act(Action action, const std::string& target, const std::vector<HalfMoved>& mails,
                    bool is_repeated, const Ledger& ledger) {
  if (refused_action_) return;
  ledger.assure_lock();
  try {
    ask_for(action, target, mails, is_repeated);
  } catch (const MailboxLost&) {
    throw;
  } catch (const Unavailable&) {
    refused_action_ = std::current_exception();
    return;
  } catch (const BadSetup&) {
    refused_action_ = std::current_exception();
    return;
  }
  ledger.note_done(uids_of(mails));
}

void FetchPass::act_on(const std::vector<Due>& due, bool is_repeated, const Ledger& ledger) {
  std::map<std::pair<Action, std::string>, std::vector<HalfMoved>> groups;
  for (const auto& [mail, outcome, action] : due) {
    if (action == Action::none) continue;
    const std::string& target = action == Action::move ? target_of(outcome) : std::string{};
    groups[{action, target}].push_back(mail);
  }
  for (const auto& [how, mails] : groups) act(how.first, how.second, mails, is_repeated, ledger);
}

/// What is owed was promised under an earlier configuration; today's says how it is settled, so that a wrong
/// move-to can be mended. An action that is configured no longer is given up.
void FetchPass::settle_owed_actions() {
  std::vector<Due> due;
  Uids given_up;
  for (const OwedAction& mail : store_->owed_actions(settings_->folder, mailbox_->uidvalidity())) {
    const Action action = settings_->actions(mail.outcome);
    if (action == Action::none) given_up.push_back(mail.uid);
    due.push_back({{mail.uid, mail.size, mail.message_id, mail.twin_count}, mail.outcome, action});
  }
  const auto note_done = [this](const Uids& uids) {
    store_->actions_done(settings_->folder, mailbox_->uidvalidity(), uids);
  };
  note_done(given_up);
  act_on(due, true, {[this] { store_->assure_lock(); }, note_done});
}

FetchPass::NewMails FetchPass::new_mails() {
  const FolderMark mark = store_->folder_mark(settings_->folder);
  const std::uint32_t done = mark.uidvalidity == mailbox_->uidvalidity() ? mark.done_through : 0;
  if (done == std::numeric_limits<std::uint32_t>::max()) return {};
  const Uids present = mailbox_->uids_from(done + 1);
  const Uids known = store_->known_uids(settings_->folder, mailbox_->uidvalidity(), done);
  NewMails fresh;
  fresh.uids.reserve(present.size());
  std::ranges::set_difference(present, known, std::back_inserter(fresh.uids));
  for (const Uids* uids : {&present, &known}) {
    if (!uids->empty()) fresh.settled_then = std::max(fresh.settled_then, uids->back());
  }
  if (settings_->max_messages != 0) {
    const std::uint64_t left = settings_->max_messages - store_->counts().messages;
    if (left < fresh.uids.size()) {
      fresh.uids.resize(static_cast<std::size_t>(left));
      fresh.settled_then = 0;
    }
  }
  return fresh;
}

/// A mail that could not be had keeps the mark below it.
void FetchPass::settled_through(std::uint32_t uid, Pipeline& pipeline) const {
  pipeline.settled_through(refused_mails_.empty() ? uid : std::min(uid, refused_mails_.front() - 1));
}

void FetchPass::act_on_settled(Pipeline& pipeline) {
  std::vector<Due> due;
  for (const Pipeline::Settled& mail : pipeline.take_settled()) {
    due.push_back({{mail.uid, 0, {}, 0}, mail.outcome, mail.action});
  }
  act_on(due, false,
         {[&pipeline] { pipeline.assure_lock(); },
          [&pipeline](const Uids& uids) { pipeline.note_actions_done(uids); }});
}

void FetchPass::read_group(std::span<const MessageRef> group, Pipeline& pipeline) {
  const Uids refused = mailbox_->fetch(group, [&](std::uint32_t uid, std::string_view bytes) {
    const auto ref = std::ranges::lower_bound(group, uid, {}, &MessageRef::uid);
    pipeline.add({{{}, uid, ref->size, ref->internal_date}, FileKind::mail, false, std::string(bytes)});
  });
  std::ranges::copy(refused, std::back_inserter(refused_mails_));
}

void FetchPass::read_window(std::span<const std::uint32_t> uids, Pipeline& pipeline) {
  const std::uint64_t max_bytes = settings_->run.decode.max_message_bytes;
  const std::vector<MessageRef> refs = mailbox_->describe(uids);
  auto next = refs.begin();
  while (next != refs.end()) {
    if (settings_->stop_requested()) return;
    if (next->size > max_bytes) {
      pipeline.add({{{}, next->uid, next->size, next->internal_date}, FileKind::mail, true, {}});
      ++next;
      continue;
    }
    const auto first = next;
    for (std::uint64_t bytes = 0; next != refs.end(); ++next) {
      bytes += next->size;
      const bool fits = next == first || bytes <= settings_->max_fetch_bytes;
      if (!fits || next->size > max_bytes) break;
    }
    read_group({first, next}, pipeline);
    settled_through(std::prev(next)->uid, pipeline);
    act_on_settled(pipeline);
  }
  // Mails that went away in between are settled, too.
  settled_through(uids.back(), pipeline);
}

void FetchPass::read_mails(const NewMails& fresh, Pipeline& pipeline) {
  for (std::span<const std::uint32_t> rest(fresh.uids); !rest.empty() && !settings_->stop_requested();) {
    const auto window = rest.first(
        std::min({window_size, rest.size(), static_cast<std::size_t>(settings_->run.max_batch_messages)}));
    read_window(window, pipeline);
    rest = rest.subspan(window.size());
  }
  if (fresh.settled_then != 0 && !settings_->stop_requested()) settled_through(fresh.settled_then, pipeline);
  pipeline.finish();
  act_on_settled(pipeline);
}

void FetchPass::read_new_mails() {
  const NewMails fresh = new_mails();
  events_->planned(fresh.uids.size());
  if (fresh.uids.empty()) return;
  Pipeline pipeline(*store_, empty_batch(*mailbox_, *settings_), settings_->run, *events_);
  pipeline.commit_all([&] { read_mails(fresh, pipeline); });
}

}  // namespace tlsrpt
