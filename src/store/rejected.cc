// SPDX-License-Identifier: Apache-2.0
#include "store/rejected.hh"

#include "store/embedded_sql.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

RejectedContent content_in(const pqxx::row& row) {
  const auto text = [&row](pqxx::row::size_type column) { return row[column].as<std::string>(""); };
  RejectedContent rejected;
  rejected.rejection.key = read_uuid(text(0)).value();
  rejected.rejection.kind = text(1) == "mail" ? Rejection::Kind::mail : Rejection::Kind::document;
  rejected.rejection.content = from_hex(row[2].c_str());
  rejected.folder = {text(3), text(4)};
  rejected.context.uid = row[5].as<std::uint32_t>();
  rejected.file_name = text(6);
  rejected.context.subject = text(7);
  rejected.context.tls_report_domain = text(8);
  rejected.context.tls_report_submitter = text(9);
  rejected.context.from_header = text(10);
  rejected.context.message_id = text(11);
  rejected.rejection.reason = text(12);
  rejected.rejection.detail = text(13);
  rejected.rejection.json_path = text(14);
  rejected.rejection.content_size = row[15].as<std::uint64_t>();
  rejected.context.size = rejected.rejection.content_size;
  return rejected;
}

}  // namespace

struct Rejected::State {
  explicit State(const std::string& database) : connection(open_session(database, SchemaCheck::current)) {}

  std::vector<RejectedContent> select(const std::optional<ReportKey>& after,
                                      const std::optional<ReportKey>& only, std::size_t limit) {
    return translated("reading refused documents", [&] {
      pqxx::nontransaction transaction(*connection);
      const auto key_text = [](const auto& key) {
        return key ? std::optional(uuid_text(*key)) : std::nullopt;
      };
      std::vector<RejectedContent> found;
      for (const auto& row : execute(transaction, statement("select_rejected"), key_text(after),
                                     key_text(only), static_cast<std::int64_t>(limit))) {
        found.push_back(content_in(row));
      }
      return found;
    });
  }

  std::unique_ptr<pqxx::connection> connection;
};

Rejected::Rejected(const std::string& database) : state_(std::make_unique<State>(database)) {}
Rejected::~Rejected() = default;

std::vector<RejectedContent> Rejected::unresolved(const std::optional<ReportKey>& after, std::size_t limit) {
  return state_->select(after, {}, limit);
}

std::optional<RejectedContent> Rejected::find(const ReportKey& key) {
  std::vector<RejectedContent> found = state_->select({}, key, 1);
  if (found.empty()) return {};
  return std::move(found.front());
}

void Rejected::mark_resolved(const ReportKey& key) {
  translated("marking a refused document as read", [&] {
    pqxx::work transaction(*state_->connection);
    execute(transaction, "UPDATE rejected_document SET resolved_at = now() WHERE rejected_key = $1",
            uuid_text(key));
    execute(transaction, statement("settle_retried_message"), uuid_text(key));
    transaction.commit();
  });
}

}  // namespace tlsrpt
