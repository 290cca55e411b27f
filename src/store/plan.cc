// SPDX-License-Identifier: Apache-2.0
#include "store/plan.hh"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "store/session.hh"
#include "store/sql_text.hh"

namespace tlsrpt {

namespace {

struct Candidate {
  ReportRef ref;
  DocumentResult* result = nullptr;
};

/// Reports of the batch by key; those of one key stay in the order of the mails.
std::vector<Candidate> reports_by_key(std::span<const NewMessage> messages,
                                      std::vector<MessageResult>& results) {
  std::vector<Candidate> candidates;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    for (std::size_t d = 0; d < messages[m].documents.size(); ++d) {
      const NewDocument& document = messages[m].documents[d];
      if (const auto* report = std::get_if<NewReport>(&document.content)) {
        candidates.push_back({{report, &messages[m], &document.file_name}, &results[m].documents[d]});
      }
    }
  }
  std::ranges::stable_sort(candidates, {}, [](const Candidate& c) { return c.ref.report->key; });
  return candidates;
}

/// Hash of the body that each known key stands for, as hexadecimal text by the key's text.
std::map<std::string, std::string> known_bodies(pqxx::transaction_base& transaction,
                                                std::span<const Candidate> candidates) {
  std::map<std::string, std::string> known;
  if (candidates.empty()) return known;
  ArrayText keys;
  for (const Candidate& candidate : candidates) keys.add(uuid_text(candidate.ref.report->key));
  for (const auto& row :
       execute(transaction,
               "SELECT r.report_key, encode(r.body_hash, 'hex')"
               " FROM unnest($1::uuid[]) AS asked (report_key) JOIN report AS r USING (report_key)",
               keys.text())) {
    known.emplace(row[0].as<std::string>(), row[1].as<std::string>());
  }
  return known;
}

/// Other bodies of known keys that an operator has decided on: they are no conflict any more.
std::set<std::pair<std::string, std::string>> decided_bodies(pqxx::transaction_base& transaction,
                                                             std::span<const Candidate> others) {
  std::set<std::pair<std::string, std::string>> decided;
  if (others.empty()) return decided;
  ArrayText keys;
  for (const Candidate& other : others) keys.add(uuid_text(other.ref.report->key));
  for (const auto& row :
       execute(transaction,
               "SELECT report_key, encode(body_hash, 'hex') FROM report_body"
               " WHERE report_key = ANY($1::uuid[]) AND disposition IN ('replaced', 'added')",
               keys.text())) {
    decided.emplace(row[0].as<std::string>(), row[1].as<std::string>());
  }
  return decided;
}

std::vector<MessageResult> initial_results(std::span<const NewMessage> messages) {
  std::vector<MessageResult> results;
  results.reserve(messages.size());
  for (const NewMessage& message : messages) {
    MessageResult& result = results.emplace_back();
    for (const NewDocument& document : message.documents) {
      DocumentResult& outcome = result.documents.emplace_back();
      if (const auto* rejection = std::get_if<Rejection>(&document.content)) {
        outcome = {Outcome::rejected, rejection->reason, rejection->detail, rejection->json_path};
      }
    }
  }
  return results;
}

}  // namespace

Plan plan_batch(pqxx::transaction_base& transaction, std::span<const NewMessage> messages,
                const ActionRules& actions) {
  Plan plan;
  plan.results = initial_results(messages);
  const std::vector<Candidate> candidates = reports_by_key(messages, plan.results);
  std::map<std::string, std::string> known = known_bodies(transaction, candidates);
  std::vector<Candidate> others;
  for (const auto& [ref, result] : candidates) {
    const std::string body_hash = hex(ref.report->body_hash);
    const auto [first, is_new] = known.try_emplace(uuid_text(ref.report->key), body_hash);
    if (is_new) {
      result->outcome = Outcome::stored;
      plan.stored.push_back(ref);
    } else if (first->second == body_hash) {
      result->outcome = Outcome::duplicate;
    } else {
      others.push_back({ref, result});
    }
  }
  const auto decided = decided_bodies(transaction, others);
  for (const auto& [ref, result] : others) {
    const bool is_decided = decided.contains({uuid_text(ref.report->key), hex(ref.report->body_hash)});
    result->outcome = is_decided ? Outcome::duplicate : Outcome::conflict;
    if (!is_decided) plan.conflicts.push_back(ref);
  }
  for (MessageResult& result : plan.results) {
    for (const DocumentResult& document : result.documents) {
      result.outcome = std::max(result.outcome, document.outcome);
    }
    result.action = actions(result.outcome);
  }
  return plan;
}

}  // namespace tlsrpt
