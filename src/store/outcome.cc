// SPDX-License-Identifier: Apache-2.0
#include "store/outcome.hh"

namespace tlsrpt {

std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::no_report:
      return "no_report";
    case Outcome::duplicate:
      return "duplicate";
    case Outcome::stored:
      return "stored";
    case Outcome::conflict:
      return "conflict";
    case Outcome::rejected:
      return "rejected";
  }
  return "rejected";
}

std::string_view to_string(Action action) noexcept {
  switch (action) {
    case Action::none:
      return "none";
    case Action::seen:
      return "seen";
    case Action::move:
      return "move";
    case Action::remove:
      return "delete";
  }
  return "none";
}

Action ActionRules::operator()(Outcome outcome) const noexcept {
  if (outcome == Outcome::rejected) return rejected;
  return outcome == Outcome::no_report ? no_report : done;
}

}  // namespace tlsrpt
