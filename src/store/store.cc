// SPDX-License-Identifier: Apache-2.0
#include "store/store.hh"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <thread>

#include "store/embedded_sql.hh"
#include "store/ledger.hh"
#include "store/plan.hh"
#include "store/rejected_bytes.hh"
#include "store/report_rows.hh"
#include "store/rollup.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

/// How often a batch is run again when other loaders got in between.
constexpr int max_attempts = 6;

Outcome outcome_of(std::string_view name) {
  for (const Outcome outcome :
       {Outcome::no_report, Outcome::duplicate, Outcome::conflict, Outcome::rejected}) {
    if (to_string(outcome) == name) return outcome;
  }
  return Outcome::stored;
}

}  // namespace

void RunCounts::add(const MessageResult& result) noexcept {
  ++messages;
  switch (result.outcome) {
    case Outcome::no_report:
      ++no_report;
      break;
    case Outcome::duplicate:
      ++duplicate;
      break;
    case Outcome::stored:
      ++stored;
      break;
    case Outcome::conflict:
      ++conflict;
      break;
    case Outcome::rejected:
      ++rejected;
      break;
  }
  new_reports += static_cast<std::uint64_t>(
      std::ranges::count(result.documents, Outcome::stored, &DocumentResult::outcome));
}

struct Store::State {
  explicit State(const std::string& database) : connection(open_session(database, SchemaCheck::current)) {}

  void write(pqxx::transaction_base& transaction, const Batch& batch, std::span<const NewMessage> messages,
             std::uint32_t done_through, const Plan& plan);
  std::vector<MessageResult> commit_once(const Batch& batch, std::span<const NewMessage> messages,
                                         std::uint32_t done_through);
  std::vector<MessageResult> commit_again(const Batch& batch, std::span<const NewMessage> messages,
                                          std::uint32_t done_through);
  std::vector<MessageResult> commit_halved(const Batch& batch, std::span<NewMessage> messages,
                                           std::uint32_t done_through);
  void reject_offenders(NewMessage& message, const DataRefused& refusal);
  std::optional<std::string> refusal_of(const ReportRef& ref);

  std::unique_ptr<pqxx::connection> connection;
  std::string run_id;
  RunCounts counts;
};

Store::Store(const std::string& database) : state_(std::make_unique<State>(database)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

const RunCounts& Store::counts() const noexcept {
  return state_->counts;
}

bool Store::try_lock(const FolderName& folder) {
  return translated("locking the folder", [&] {
    pqxx::nontransaction transaction(*state_->connection);
    return execute(transaction,
                   "SELECT pg_try_advisory_lock(hashtextextended('tlsrpt ' || $1 || ' ' || $2, 0))",
                   folder.account, folder.folder)[0][0]
        .as<bool>();
  });
}

void Store::assure_lock() {
  translated("holding the lock of the folder", [&] {
    pqxx::nontransaction transaction(*state_->connection);
    transaction.exec("SELECT");
  });
}

FolderMark Store::folder_mark(const FolderName& folder) {
  return translated("reading the ledger", [&] {
    pqxx::nontransaction transaction(*state_->connection);
    const auto rows = execute(
        transaction, "SELECT uidvalidity, done_through FROM ingest_folder WHERE account = $1 AND folder = $2",
        folder.account, folder.folder);
    if (rows.empty()) return FolderMark{};
    return FolderMark{rows[0][0].as<std::uint32_t>(), rows[0][1].as<std::uint32_t>()};
  });
}

std::vector<std::uint32_t> Store::known_uids(const FolderName& folder, std::uint32_t uidvalidity,
                                             std::uint32_t above) {
  return translated("reading the ledger", [&] {
    pqxx::nontransaction transaction(*state_->connection);
    std::vector<std::uint32_t> uids;
    for (const auto& row :
         execute(transaction,
                 "SELECT uid FROM ingest_message WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND "
                 "uid > $4"
                 " ORDER BY uid",
                 folder.account, folder.folder, std::int64_t{uidvalidity}, std::int64_t{above})) {
      uids.push_back(row[0].as<std::uint32_t>());
    }
    return uids;
  });
}

std::vector<OwedAction> Store::owed_actions(const FolderName& folder, std::uint32_t uidvalidity) {
  return translated("reading the ledger", [&] {
    pqxx::nontransaction transaction(*state_->connection);
    std::vector<OwedAction> owed;
    for (const auto& row : execute(transaction, statement("select_owed_actions"), folder.account,
                                   folder.folder, std::int64_t{uidvalidity})) {
      owed.push_back({row[0].as<std::uint32_t>(), outcome_of(row[1].as<std::string>()),
                      row[2].as<std::uint64_t>(), row[3].as<std::string>(), row[4].as<std::uint64_t>()});
    }
    return owed;
  });
}

void Store::actions_done(const FolderName& folder, std::uint32_t uidvalidity,
                         const std::vector<std::uint32_t>& uids) {
  if (uids.empty()) return;
  translated("noting the mailbox actions", [&] {
    ArrayText list;
    for (const std::uint32_t uid : uids) list.add(std::int64_t{uid});
    const auto [first, last] = std::ranges::minmax(uids);
    pqxx::work transaction(*state_->connection);
    execute(transaction, statement("update_actions_done"), folder.account, folder.folder,
            std::int64_t{uidvalidity}, std::int64_t{first}, std::int64_t{last}, list.text());
    transaction.commit();
  });
}

void Store::begin_run(std::string_view command, const FolderName& folder, std::string_view program_version) {
  state_->counts = {};
  translated("opening the run", [&] {
    pqxx::work transaction(*state_->connection);
    state_->run_id =
        execute(transaction,
                "INSERT INTO ingest_run (run_id, command, account, folder, program_version)"
                " VALUES (gen_random_uuid(), $1, $2, $3, $4) RETURNING run_id",
                std::string(command), folder.account, folder.folder, std::string(program_version))[0][0]
            .as<std::string>();
    transaction.commit();
  });
}

void Store::end_run(std::string_view error) {
  translated("closing the run", [&] {
    pqxx::work transaction(*state_->connection);
    execute(transaction, "UPDATE ingest_run SET ended_at = clock_timestamp(), error = $2 WHERE run_id = $1",
            state_->run_id, null_if_empty(error));
    transaction.commit();
  });
}

void Store::State::write(pqxx::transaction_base& transaction, const Batch& batch,
                         std::span<const NewMessage> messages, std::uint32_t done_through, const Plan& plan) {
  copy_reports(transaction, plan.stored);
  insert_conflicts(transaction, plan.conflicts);
  const LedgerContext context{&batch.folder, batch.uidvalidity, run_id};
  write_documents(transaction, context, messages, plan.results);
  if (batch.in_ledger) {
    copy_messages(transaction, context, messages, plan.results);
    execute(transaction, statement("upsert_folder_mark"), batch.folder.account, batch.folder.folder,
            std::int64_t{batch.uidvalidity}, std::int64_t{done_through});
  }
  RunCounts added;
  for (const MessageResult& result : plan.results) added.add(result);
  execute(transaction, statement("update_run_counts"), run_id, added.messages, added.stored, added.duplicate,
          added.conflict, added.no_report, added.rejected);
  // Last: other loaders wait for these rows until the commit.
  add_to_rollups(transaction, plan.stored);
}

std::vector<MessageResult> Store::State::commit_once(const Batch& batch, std::span<const NewMessage> messages,
                                                     std::uint32_t done_through) {
  return translated("storing a batch", [&] {
    pqxx::work transaction(*connection);
    Plan plan = plan_batch(transaction, messages, batch.actions);
    write(transaction, batch, messages, done_through, plan);
    transaction.commit();
    return std::move(plan.results);
  });
}

std::vector<MessageResult> Store::State::commit_again(const Batch& batch,
                                                      std::span<const NewMessage> messages,
                                                      std::uint32_t done_through) {
  for (int attempt = 1;; ++attempt) {
    try {
      return commit_once(batch, messages, done_through);
    } catch (const Contended& contended) {
      if (attempt == max_attempts) {
        if (contended.cause() == Contended::Cause::key) throw DataRefused(contended.what());
        throw Unavailable(std::string(contended.what()) + "; too many loaders at once, try again later");
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{20 << attempt});
    }
  }
}

std::vector<MessageResult> Store::State::commit_halved(const Batch& batch, std::span<NewMessage> messages,
                                                       std::uint32_t done_through) {
  try {
    return commit_again(batch, messages, done_through);
  } catch (const DataRefused& refusal) {
    if (messages.empty()) throw std::logic_error(refusal.what());
    if (messages.size() == 1) {
      reject_offenders(messages.front(), refusal);
      return commit_again(batch, messages, done_through);
    }
  }
  const auto half = messages.size() / 2;
  // The mark stays below what is not committed yet, whatever the order.
  const auto next = std::ranges::min(messages.subspan(half), {}, &NewMessage::uid).uid;
  const auto before_next = std::min(done_through, next > 0 ? next - 1 : 0);
  std::vector<MessageResult> results = commit_halved(batch, messages.first(half), before_next);
  std::ranges::move(commit_halved(batch, messages.subspan(half), done_through), std::back_inserter(results));
  return results;
}

std::optional<std::string> Store::State::refusal_of(const ReportRef& ref) {
  try {
    translated("storing a report", [&] {
      pqxx::work transaction(*connection);
      copy_reports(transaction, {&ref, 1});
      add_to_rollups(transaction, {&ref, 1});
      transaction.abort();
    });
  } catch (const DataRefused& refusal) {
    return refusal.what();
  } catch (const Contended&) {
    // The key is known by now: not what the database refused.
  }
  return {};
}

void Store::State::reject_offenders(NewMessage& message, const DataRefused& refusal) {
  bool found = false;
  for (NewDocument& document : message.documents) {
    const auto* const report = std::get_if<NewReport>(&document.content);
    if (report == nullptr) continue;
    const std::optional<std::string> why = refusal_of({report, &message, &document.file_name});
    if (!why) continue;
    Rejection rejection{Rejection::Kind::document, "refused-by-database", *why, {}, report->key, report->body,
                        report->body.size()};
    document.content = std::move(rejection);
    found = true;
  }
  if (!found) throw std::logic_error(refusal.what());
}

std::vector<MessageResult> Store::commit(Batch& batch) {
  bound_rejected_bytes(*state_->connection, batch.messages, batch.max_rejected_bytes);
  std::vector<MessageResult> results = state_->commit_halved(batch, batch.messages, batch.done_through);
  for (const MessageResult& result : results) state_->counts.add(result);
  return results;
}

std::vector<MessageResult> Store::preview(const Batch& batch) {
  return translated("asking for known reports", [&] {
    pqxx::nontransaction transaction(*state_->connection);
    return plan_batch(transaction, batch.messages, batch.actions).results;
  });
}

}  // namespace tlsrpt
