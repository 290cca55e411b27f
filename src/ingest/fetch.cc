// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ingest/fetch_pass.hh"
#include "ingest/run.hh"
#include "ingest/run_record.hh"

namespace tlsrpt {

namespace {

constexpr std::chrono::seconds longest_pause{60};

std::chrono::seconds pause_before(unsigned attempt) {
  return std::min(longest_pause, std::chrono::seconds{1U << std::min(attempt, 6U)});
}

void fetch_over_losses(Store& store, const OpenMailbox& open_mailbox, const FetchSettings& settings,
                       const RunEvents& events) {
  for (unsigned lost = 0;; ++lost) {
    const std::uint64_t done_before = store.counts().messages;
    try {
      const auto mailbox = open_mailbox();
      return FetchPass(store, *mailbox, settings, events).run();
    } catch (const MailboxLost& error) {
      if (store.counts().messages > done_before) lost = 0;
      if (lost == settings.max_reconnects || settings.stop_requested()) throw;
      events.interrupted(error.what());
      settings.pause(pause_before(lost));
    }
  }
}

}  // namespace

FetchEnd fetch(Store& store, const OpenMailbox& open_mailbox, const FetchSettings& settings,
               const RunEvents& events) {
  if (settings.run.dry_run) {
    const auto mailbox = open_mailbox();
    FetchPass(store, *mailbox, settings, events).run();
    return FetchEnd::complete;
  }
  if (!store.try_lock(settings.folder)) return FetchEnd::locked;
  recorded_run(store, "fetch", settings.folder, settings.run.program_version,
               [&] { fetch_over_losses(store, open_mailbox, settings, events); });
  return FetchEnd::complete;
}

void watch(const OpenStore& open_store, const OpenMailbox& open_mailbox, const FetchSettings& settings,
           const RunEvents& events) {
  for (unsigned lost = 0; !settings.stop_requested(); ++lost) {
    try {
      Store store = open_store();
      if (!store.try_lock(settings.folder)) throw Unavailable("another run is at work in this folder");
      const auto mailbox = open_mailbox();
      while (!settings.stop_requested()) {
        recorded_run(store, "fetch", settings.folder, settings.run.program_version,
                     [&] { FetchPass(store, *mailbox, settings, events).run(); });
        lost = 0;
        mailbox->wait_for_mail(settings.poll_interval, settings.stop_descriptor);
      }
    } catch (const Unavailable& error) {
      if (settings.stop_requested()) return;
      events.interrupted(error.what());
      settings.pause(pause_before(lost));
    }
  }
}

}  // namespace tlsrpt
