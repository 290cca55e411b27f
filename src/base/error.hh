// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace tlsrpt {

/// One mail or document cannot be used; the others go on. Becomes outcome `rejected`.
class BadMessage : public std::runtime_error {
 public:
  /// \param reason     stable lower-case code with hyphens, e.g. "no-date-range"; goes into the ledger
  /// \param detail     one sentence for a person; names what was found and what was expected
  /// \param json_path  where in the JSON document, e.g. "/date-range/start-datetime"; empty outside of JSON
  explicit BadMessage(std::string reason, const std::string& detail, std::string json_path = {})
      : std::runtime_error(detail), reason_(std::move(reason)), json_path_(std::move(json_path)) {}

  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
  [[nodiscard]] const std::string& json_path() const noexcept { return json_path_; }

 private:
  std::string reason_;
  std::string json_path_;
};

/// Network, server, lock or an in-doubt commit: nobody need act, the next run may succeed. Exit status 75.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Configuration, credentials, certificate, schema version or grant: a person must act. Exit status 78.
/// The text ends with the next thing to do.
class BadSetup : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tlsrpt
