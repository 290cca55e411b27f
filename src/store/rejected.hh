// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/batch.hh"

namespace tlsrpt {

/// Refused bytes and where they came from.
struct RejectedContent {
  Rejection rejection;  ///< content is kept
  FolderName folder;    ///< where it was seen first
  std::string file_name;
  NewMessage context;  ///< uid and header fields of the mail
};

/// Refused content for the operator; needs a login of tlsrpt_operator. Every call may throw Unavailable or
/// BadSetup.
class Rejected {
 public:
  /// \param database  as for Store
  explicit Rejected(const std::string& database);
  ~Rejected();

  /// Unresolved content whose bytes were kept, ascending by key, behind `after`.
  [[nodiscard]] std::vector<RejectedContent> unresolved(const std::optional<ReportKey>& after,
                                                        std::size_t limit);
  /// One of them, resolved or not; nothing: no such key, or its bytes were not kept.
  [[nodiscard]] std::optional<RejectedContent> find(const ReportKey& key);
  /// Also lets the next fetch do for its mail what is done for good ones, once nothing of it is refused.
  void mark_resolved(const ReportKey& key);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tlsrpt
