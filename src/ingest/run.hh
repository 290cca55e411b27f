// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/decode.hh"
#include "mailbox/file_item.hh"
#include "mailbox/mailbox.hh"
#include "store/store.hh"

namespace tlsrpt {

/// What a run tells while it works, on the thread that called it.
struct RunEvents {
  /// So many more mails are to be read.
  std::function<void(std::uint64_t total)> planned = [](std::uint64_t) {};
  /// One more mail of so many bytes was read.
  std::function<void(std::uint64_t bytes)> read = [](std::uint64_t) {};
  /// A connection is lost, and another one will be tried soon.
  std::function<void(std::string_view why)> interrupted = [](std::string_view) {};
  /// A mail is committed (or in a dry run would be), with what became of it. Bodies and policies of its
  /// reports are gone by now, and what was kept of refused documents is empty.
  std::function<void(const NewMessage&, const MessageResult&)> settled = [](const auto&, const auto&) {};
};

/// What is the same for every way in.
struct RunSettings {
  DecodeLimits decode;
  unsigned decode_threads = 1;                       ///< that decode mails at the same time; at least one
  std::uint64_t max_batch_messages = 1'000;          ///< mails committed together
  std::uint64_t max_batch_bytes = 4'000'000;         ///< of mails, at which a batch is committed
  std::uint64_t max_rejected_bytes = 1'000'000'000;  ///< kept of what was refused, in the whole database
  bool dry_run = false;                              ///< decode and compare, change nothing
  std::string program_version;
  std::function<std::chrono::sys_seconds()> now;  ///< the clock
};

struct FetchSettings {
  RunSettings run;
  FolderName folder;
  ActionRules actions;
  std::string move_to, rejected_to, no_report_to;  ///< target folders of Action::move by outcome
  std::uint64_t max_messages = 0;                  ///< stop after so many mails; 0: no limit
  std::uint64_t max_fetch_bytes = 8'000'000;       ///< of mails in one request; a bigger mail goes alone
  unsigned max_reconnects = 3;                     ///< in a row, without a mail committed in between
  std::chrono::seconds poll_interval{60};          ///< of watch() where the server cannot tell of new mails
  /// Whether to end early, after the batch in hand; pause() sleeps until then, or for so long.
  std::function<bool()> stop_requested = [] { return false; };
  std::function<void(std::chrono::seconds)> pause;
  int stop_descriptor = -1;  ///< readable once a stop is requested; -1: never
};

enum class FetchEnd {
  complete,
  locked,  ///< another run holds the folder: nothing was done
};

using OpenStore = std::function<Store()>;
using OpenMailbox = std::function<std::unique_ptr<Mailbox>()>;

/// Reads what is new in a folder into the store and acts on the mailbox: the way of one mail in
/// docs/design.md. On an exception everything committed so far stays committed, and owed actions are settled
/// by the next run.
/// \param open_mailbox  called once the folder is locked, so that an overlapping run does not even log in,
/// and
///                      again when the connection is lost
/// \throws Unavailable, BadSetup
FetchEnd fetch(Store& store, const OpenMailbox& open_mailbox, const FetchSettings& settings,
               const RunEvents& events);

/// The same again and again, as mails arrive, until a stop is requested. Lost servers are waited for.
/// \throws BadSetup
void watch(const OpenStore& open_store, const OpenMailbox& open_mailbox, const FetchSettings& settings,
           const RunEvents& events);

/// Something that hands out mails and bare documents, e.g. read_path() of mailbox/files.hh bound to a path.
using FileSource = std::function<void(const ReceiveItem&)>;

/// Loads mails and bare documents from files into the store.
/// \param source_name  for ingest_run: the path, or "-"
/// \throws Unavailable, BadSetup
void load(Store& store, const FileSource& source, std::string_view source_name, const RunSettings& settings,
          const RunEvents& events);

}  // namespace tlsrpt
