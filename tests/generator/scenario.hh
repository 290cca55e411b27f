// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "draw.hh"

namespace tlsrpt {

/// Names a report: it can be drawn as often as wanted and is always the same.
struct Slot {
  std::uint32_t reporter = 0;
  std::uint32_t domain = 0;
  std::uint32_t day = 0;  ///< days since the scenario's first
};

/// A world of domains whose mail works, but for a few that have something to find out about every 30 days.
class Scenario {
 public:
  Scenario(std::uint64_t seed, std::chrono::sys_days first_day, std::uint32_t domain_count);

  /// The reports of one day in no particular order; at least one.
  [[nodiscard]] std::vector<Slot> slots_of(std::uint32_t day) const;
  [[nodiscard]] DrawnReport draw(const Slot& slot) const;
  [[nodiscard]] std::chrono::sys_days date(std::uint32_t day) const {
    return first_day_ + std::chrono::days{day};
  }

 private:
  std::uint64_t seed_;
  std::chrono::sys_days first_day_;
  std::vector<Domain> domains_;
};

}  // namespace tlsrpt
