// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>

namespace tlsrpt {

/// SplitMix64. The distributions of <random> differ from one standard library to the next; this gives equal
/// numbers everywhere.
class Random {
 public:
  /// Equal keys give equal numbers; each key alone makes a stream of its own.
  Random(std::initializer_list<std::uint64_t> keys) noexcept {
    for (const std::uint64_t key : keys) state_ = next() ^ key;
  }

  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

  /// 0 to `bound` - 1; `bound` is at least 1.
  std::uint64_t below(std::uint64_t bound) noexcept { return next() % bound; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) noexcept {
    return low + below(high - low + 1);
  }
  bool chance(std::uint64_t percent) noexcept { return below(100) < percent; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace tlsrpt
