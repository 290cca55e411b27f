// SPDX-License-Identifier: Apache-2.0
#include "store/revision.hh"

#include <algorithm>
#include <charconv>

#include "store/embedded_sql.hh"
#include "store/report_rows.hh"
#include "store/rollup.hh"
#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

std::vector<StoredBody> bodies_in(const pqxx::result& rows) {
  std::vector<StoredBody> bodies;
  for (const auto& row : rows) {
    StoredBody& stored = bodies.emplace_back();
    stored.key = read_uuid(row[0].c_str()).value();
    const std::string hash = from_hex(row[1].c_str());
    std::copy_n(hash.begin(), stored.body_hash.size(), stored.body_hash.begin());
    stored.body = from_hex(row[2].c_str());
    stored.file_name = row[3].as<std::string>("");
    stored.subject = row[4].as<std::string>("");
    stored.tls_report_domain = row[5].as<std::string>("");
    stored.disposition = row[6].as<std::string>();
    stored.parsed_digest = row[7].as<std::int64_t>();
  }
  return bodies;
}

void update_reports(pqxx::transaction_base& transaction, std::span<const NewReport> reports) {
  ArrayText keys, organizations, contacts, ids, starts, ends, hashes, warnings, digests;
  for (const NewReport& stored : reports) {
    const Report& report = stored.report;
    ArrayText codes;
    for (const std::string_view name : report.warnings.names()) codes.add(name);
    keys.add(uuid_text(stored.key));
    organizations.add(report.organization_name);
    contacts.add(report.contact_info);
    ids.add(report.report_id);
    starts.add(time_text(report.date_range.start_datetime));
    ends.add(time_text(report.date_range.end_datetime));
    hashes.add("\\x" + hex(stored.body_hash));
    warnings.add(codes.text());
    digests.add(stored.parsed_digest);
  }
  execute(transaction, statement("update_reports"), keys.text(), organizations.text(), contacts.text(),
          ids.text(), starts.text(), ends.text(), hashes.text(), warnings.text(), digests.text());
}

void rewrite_in(pqxx::transaction_base& transaction, std::span<const NewReport> reports) {
  ArrayText keys;
  std::vector<ReportRef> refs;
  for (const NewReport& report : reports) {
    keys.add(uuid_text(report.key));
    refs.push_back({&report});
  }

  // Another reparse of the same reports must not subtract their sums a second time.
  execute(transaction, "SELECT FROM report WHERE report_key = ANY($1::uuid[]) ORDER BY report_key FOR UPDATE",
          keys.text());
  move_rollups(transaction, keys.text(), refs);
  execute(transaction, "DELETE FROM failure_detail WHERE report_key = ANY($1::uuid[])", keys.text());
  execute(transaction, "DELETE FROM policy WHERE report_key = ANY($1::uuid[])", keys.text());
  update_reports(transaction, reports);
  copy_policies(transaction, refs);
}

void set_disposition(pqxx::transaction_base& transaction, const ReportKey& key,
                     const std::string& condition_hash, const char* disposition) {
  execute(transaction, "UPDATE report_body SET disposition = $3 WHERE report_key = $1 AND body_hash = $2",
          uuid_text(key), condition_hash, std::string(disposition));
}

/// Makes the other body a report of its own, with a copy of what came with it.
void add_report(pqxx::transaction_base& transaction, const NewReport& report, const ReportKey& key) {
  const NewMessage nothing;
  const std::string no_name;
  const ReportRef ref{&report, &nothing, &no_name};
  copy_reports(transaction, {&ref, 1});
  add_to_rollups(transaction, {&ref, 1});
  execute(
      transaction,
      "UPDATE report_body AS b SET file_name = o.file_name, from_header = o.from_header, subject = o.subject,"
      " tls_report_domain = o.tls_report_domain, tls_report_submitter = o.tls_report_submitter,"
      " received_at = o.received_at FROM report_body AS o"
      " WHERE b.report_key = $1 AND o.report_key = $2 AND o.body_hash = b.body_hash",
      uuid_text(report.key), uuid_text(key));
}

}  // namespace

struct Revision::State {
  explicit State(const std::string& database) : connection(open_session(database, SchemaCheck::current)) {}

  /// Runs `work` in a transaction of its own; what another loader got in the way of is to be tried again.
  template <class Work>
  void in_transaction(const std::string& doing, Work&& work) {
    try {
      translated(doing, [&] {
        pqxx::work transaction(*connection);
        work(transaction);
        transaction.commit();
      });
    } catch (const Contended& contended) {
      throw Unavailable(std::string(contended.what()) + "; run the command again");
    }
  }

  std::unique_ptr<pqxx::connection> connection;
};

Revision::Revision(const std::string& database) : state_(std::make_unique<State>(database)) {}
Revision::~Revision() = default;

std::vector<StoredBody> Revision::bodies(const std::optional<ReportKey>& after, std::chrono::sys_days since,
                                         std::chrono::sys_days until, std::size_t limit) {
  return translated("reading stored reports", [&] {
    pqxx::work transaction(*state_->connection);
    // Where PostgreSQL knows little of a table that was just filled, it sorts the rest of it for every page.
    transaction.exec("SET LOCAL enable_sort = off");
    const auto after_text = after ? std::optional(uuid_text(*after)) : std::nullopt;
    auto bodies = bodies_in(execute(transaction, statement("select_bodies"), after_text, date_text(since),
                                    date_text(until), static_cast<std::int64_t>(limit)));
    transaction.commit();
    std::ranges::sort(bodies, {}, &StoredBody::key);
    return bodies;
  });
}

std::vector<StoredBody> Revision::bodies_of(const ReportKey& key) {
  return translated("reading stored reports", [&] {
    pqxx::nontransaction transaction(*state_->connection);
    return bodies_in(execute(transaction, statement("select_bodies_of"), uuid_text(key)));
  });
}

void Revision::rewrite(std::span<const NewReport> reports) {
  state_->in_transaction("rewriting reports",
                         [&](pqxx::transaction_base& transaction) { rewrite_in(transaction, reports); });
}

void Revision::accept(const NewReport& report, const ReportKey& key, ConflictChoice choice) {
  state_->in_transaction("deciding a conflict", [&](pqxx::transaction_base& transaction) {
    const std::string hash = "\\x" + hex(report.body_hash);
    if (choice == ConflictChoice::replace) {
      const auto current =
          execute(transaction, "SELECT body_hash FROM report WHERE report_key = $1 FOR UPDATE",
                  uuid_text(key))[0][0]
              .as<std::string>();
      rewrite_in(transaction, {&report, 1});
      set_disposition(transaction, key, current, "replaced");
      set_disposition(transaction, key, hash, "current");
    } else {
      add_report(transaction, report, key);
      set_disposition(transaction, key, hash, "added");
    }
  });
}

}  // namespace tlsrpt
