// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace tlsrpt {

/// What became of a mail or a document, from good to bad; a mail's outcome is the worst of its documents'.
enum class Outcome : std::uint8_t {
  no_report,  ///< nothing in it claims to be a report
  duplicate,  ///< the same report is known: not counted again
  stored,     ///< new, counted
  conflict,   ///< another body is known under its key: kept, not counted, for an operator to decide
  rejected,   ///< claims to be a report and cannot be used
};
[[nodiscard]] std::string_view to_string(Outcome outcome) noexcept;

/// What happens to a mail in the mailbox after its batch is committed.
enum class Action : std::uint8_t { none, seen, move, remove };
/// As in the settings and the ledger; `remove` is "delete".
[[nodiscard]] std::string_view to_string(Action action) noexcept;

/// Which action an outcome earns.
struct ActionRules {
  Action done = Action::none;      ///< every report of the mail is stored, a duplicate or a recorded conflict
  Action rejected = Action::none;  ///< never Action::remove
  Action no_report = Action::none;  ///< never Action::remove
  [[nodiscard]] Action operator()(Outcome outcome) const noexcept;
};

}  // namespace tlsrpt
