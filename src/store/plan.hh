// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <span>
#include <string>
#include <vector>

#include "store/batch.hh"

namespace tlsrpt {

/// A report with where it came from; the last two are needed only to store its body.
struct ReportRef {
  const NewReport* report = nullptr;
  const NewMessage* message = nullptr;
  const std::string* file_name = nullptr;
};

/// What is to be written for a batch.
struct Plan {
  std::vector<MessageResult> results;  ///< one a message
  std::vector<ReportRef> stored;       ///< new reports, sorted by key
  std::vector<ReportRef> conflicts;    ///< other bodies of known keys
};

/// Decides the outcome of every document: asks the database which keys it knows, and resolves equal keys
/// within the batch (the first one wins).
[[nodiscard]] Plan plan_batch(pqxx::transaction_base& transaction, std::span<const NewMessage> messages,
                              const ActionRules& actions);

}  // namespace tlsrpt
