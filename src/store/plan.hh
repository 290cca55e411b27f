// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <span>
#include <vector>

#include "store/batch.hh"

namespace tlsrpt {

/// A document of a batch with the mail it came in.
struct DocumentRef {
  const NewMessage* message = nullptr;
  const NewDocument* document = nullptr;
  [[nodiscard]] const NewReport& report() const { return std::get<NewReport>(document->content); }
};

/// What is to be written for a batch.
struct Plan {
  std::vector<MessageResult> results;  ///< one a message
  std::vector<DocumentRef> stored;     ///< new reports, sorted by key
  std::vector<DocumentRef> conflicts;  ///< other bodies of known keys
};

/// Decides the outcome of every document: asks the database which keys it knows, and resolves equal keys
/// within the batch (the first one wins).
[[nodiscard]] Plan plan_batch(pqxx::transaction_base& transaction, std::span<const NewMessage> messages,
                              const ActionRules& actions);

}  // namespace tlsrpt
