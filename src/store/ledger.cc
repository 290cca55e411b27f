// SPDX-License-Identifier: Apache-2.0
#include "store/ledger.hh"

#include <array>
#include <tuple>

#include "store/embedded_sql.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

using OptionalText = std::optional<std::string>;

OptionalText optional_time(const std::optional<std::chrono::sys_seconds>& time) {
  return time ? OptionalText(time_text(*time)) : std::nullopt;
}

const std::string& place_of(const LedgerContext& context, const NewMessage& message) {
  return message.path.empty() ? context.folder->folder : message.path;
}

/// The reason of a mail that was refused as a whole.
OptionalText mail_reason(const NewMessage& message) {
  for (const NewDocument& document : message.documents) {
    const auto* rejection = std::get_if<Rejection>(&document.content);
    if (rejection != nullptr && rejection->kind == Rejection::Kind::mail) return rejection->reason;
  }
  return std::nullopt;
}

void insert_rejected(pqxx::transaction_base& transaction, const std::string& sql,
                     const LedgerContext& context, const NewMessage& message, const NewDocument& document,
                     const Rejection& rejection) {
  execute(transaction, sql, uuid_text(rejection.key),
          std::string(rejection.kind == Rejection::Kind::mail ? "mail" : "document"),
          rejection.content ? OptionalText(bytea_text(*rejection.content)) : std::nullopt,
          static_cast<std::int64_t>(rejection.content_size), rejection.reason, rejection.detail,
          null_if_empty(rejection.json_path), context.folder->account, place_of(context, message),
          std::int64_t{context.uidvalidity}, std::int64_t{message.uid}, null_if_empty(message.message_id),
          null_if_empty(document.file_name), null_if_empty(message.from_header),
          null_if_empty(message.subject), null_if_empty(message.tls_report_domain),
          null_if_empty(message.tls_report_submitter), optional_time(message.received_at), context.run_id);
}

}  // namespace

void copy_messages(pqxx::transaction_base& transaction, const LedgerContext& context,
                   std::span<const NewMessage> messages, std::span<const MessageResult> results) {
  static constexpr std::array columns{"account",    "folder",       "uidvalidity",   "uid",
                                      "message_id", "message_size", "internal_date", "outcome",
                                      "reason",     "action",       "run_id"};
  auto copy = copy_into(transaction, "ingest_message", columns);
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const NewMessage& message = messages[m];
    copy << std::forward_as_tuple(
        context.folder->account, context.folder->folder, std::int64_t{context.uidvalidity},
        std::int64_t{message.uid}, null_if_empty(message.message_id), static_cast<std::int64_t>(message.size),
        optional_time(message.received_at), std::string(to_string(results[m].outcome)), mail_reason(message),
        std::string(to_string(results[m].action)), context.run_id);
  }
  copy.complete();
}

void write_documents(pqxx::transaction_base& transaction, const LedgerContext& context,
                     std::span<const NewMessage> messages, std::span<const MessageResult> results) {
  static constexpr std::array columns{"run_id",      "account",    "folder",      "uidvalidity", "uid",
                                      "document_no", "file_name",  "outcome",     "reason",      "detail",
                                      "json_path",   "report_key", "rejected_key"};
  auto copy = copy_into(transaction, "ingest_document", columns);
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const NewMessage& message = messages[m];
    for (std::size_t d = 0; d < message.documents.size(); ++d) {
      const auto* report = std::get_if<NewReport>(&message.documents[d].content);
      const auto* rejection = std::get_if<Rejection>(&message.documents[d].content);
      const DocumentResult& result = results[m].documents[d];
      copy << std::forward_as_tuple(
          context.run_id, context.folder->account, place_of(context, message),
          std::int64_t{context.uidvalidity}, std::int64_t{message.uid}, static_cast<int>(d + 1),
          null_if_empty(message.documents[d].file_name), std::string(to_string(result.outcome)),
          null_if_empty(result.reason), null_if_empty(result.detail), null_if_empty(result.json_path),
          report != nullptr ? OptionalText(uuid_text(report->key)) : std::nullopt,
          rejection != nullptr ? OptionalText(uuid_text(rejection->key)) : std::nullopt);
    }
  }
  copy.complete();

  const std::string sql = statement("insert_rejected_document");
  for (const NewMessage& message : messages) {
    for (const NewDocument& document : message.documents) {
      const auto* rejection = std::get_if<Rejection>(&document.content);
      if (rejection != nullptr) insert_rejected(transaction, sql, context, message, document, *rejection);
    }
  }
}

}  // namespace tlsrpt
