// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/batch.hh"

namespace tlsrpt {

/// A stored document and what a parser needs besides.
struct StoredBody {
  ReportKey key{};
  BodyHash body_hash{};
  std::string body;  ///< in gzip
  std::string file_name, subject, tls_report_domain;
  std::string disposition;         ///< "current", "conflict", "replaced" or "added"
  std::int64_t parsed_digest = 0;  ///< of the rows that stand in the tables under the key
};

/// What an operator makes of a conflict.
enum class ConflictChoice : std::uint8_t {
  replace,  ///< the other body is right: its rows take the place of the first one's
  add,      ///< both are right: the other body becomes a report of its own
};

/// Reads stored documents and rewrites what the tables say of them; needs a login of tlsrpt_operator.
/// Every call may throw Unavailable or BadSetup.
class Revision {
 public:
  /// \param database  as for Store
  explicit Revision(const std::string& database);
  ~Revision();

  /// Current bodies of reports of the days `since` to `until`, ascending by key, behind `after`.
  [[nodiscard]] std::vector<StoredBody> bodies(const std::optional<ReportKey>& after,
                                               std::chrono::sys_days since, std::chrono::sys_days until,
                                               std::size_t limit);

  /// Every body under a key: the current one first, then the others.
  [[nodiscard]] std::vector<StoredBody> bodies_of(const ReportKey& key);

  /// Rewrites the rows of these reports (ascending by key) and corrects the rollups, in one transaction.
  /// Keys, bodies and days stay.
  void rewrite(std::span<const NewReport> reports);

  /// Decides a conflict in one transaction.
  /// \param report  the other body, decoded; its key is that of the conflict, or for `add` a new one
  /// \param key     of the conflict
  void accept(const NewReport& report, const ReportKey& key, ConflictChoice choice);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tlsrpt
