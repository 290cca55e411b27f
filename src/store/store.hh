// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/batch.hh"

namespace tlsrpt {

/// How far a folder has been read.
struct FolderMark {
  std::uint32_t uidvalidity = 0;   ///< 0: never read
  std::uint32_t done_through = 0;  ///< every mail up to this UID is settled
};

/// An action that the mailbox is owed from an earlier run.
struct OwedAction {
  std::uint32_t uid = 0;
  Outcome outcome = Outcome::stored;
  std::uint64_t size = 0;  ///< RFC822.SIZE
  std::string message_id;
  std::uint64_t twin_count = 0;  ///< of mails with the same Message-ID and size whose turn was before
};

/// What happened in a run so far.
struct RunCounts {
  std::uint64_t messages = 0, stored = 0, duplicate = 0, conflict = 0, no_report = 0, rejected = 0;
  std::uint64_t new_reports = 0;  ///< documents stored
  void add(const MessageResult& result) noexcept;
  bool operator==(const RunCounts&) const = default;
};

/// One connection to the database, schema checked. Every call may throw Unavailable (server, network, lock,
/// in-doubt commit) or BadSetup (login, grant, schema version); after Unavailable the store is of no further
/// use.
class Store {
 public:
  /// \param database  libpq connection string or URI; empty: PG* variables and the service file
  explicit Store(const std::string& database);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  /// Takes the session lock of a folder on this very connection; false: another run holds it.
  [[nodiscard]] bool try_lock(const FolderName& folder);
  /// \throws Unavailable  the connection is lost, and the lock with it
  void assure_lock();

  [[nodiscard]] FolderMark folder_mark(const FolderName& folder);
  /// UIDs above `above` that the ledger knows, ascending.
  [[nodiscard]] std::vector<std::uint32_t> known_uids(const FolderName& folder, std::uint32_t uidvalidity,
                                                      std::uint32_t above);
  /// Actions owed to the mails of this UIDVALIDITY, ascending by UID. Those of an older one are void.
  [[nodiscard]] std::vector<OwedAction> owed_actions(const FolderName& folder, std::uint32_t uidvalidity);
  /// Notes that the actions of these mails were done.
  void actions_done(const FolderName& folder, std::uint32_t uidvalidity,
                    const std::vector<std::uint32_t>& uids);

  /// Opens a row of ingest_run; batches are committed under it until end_run().
  void begin_run(std::string_view command, const FolderName& folder, std::string_view program_version);
  /// \param error  why the run ended early; empty: it did not
  void end_run(std::string_view error);

  /// Stores a batch and its ledger rows in one transaction, in several where the database refuses a document:
  /// that one becomes `rejected` (also in `batch`), all others are stored. Rejections over max_rejected_bytes
  /// lose their content (also in `batch`). On return everything is committed.
  /// \return one result a message, in order
  [[nodiscard]] std::vector<MessageResult> commit(Batch& batch);

  /// What commit() would answer as things stand; changes nothing.
  [[nodiscard]] std::vector<MessageResult> preview(const Batch& batch);

  [[nodiscard]] const RunCounts& counts() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tlsrpt
