// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tlsrpt {

/// As many UIDs as go into one command.
struct UidSet {
  std::span<const std::uint32_t> uids;  ///< part of the caller's list
  std::string text;                     ///< sequence-set, e.g. "1:3,7" (RFC 3501, section 9)
};

/// Cuts `uids` (ascending) into sets of at most 1,000 UIDs and 7,000 bytes of text: servers need not take
/// command lines over 8,192 bytes (RFC 7162, section 4). Contiguous UIDs become ranges; no set names a UID
/// that is not given.
[[nodiscard]] std::vector<UidSet> uid_sets(std::span<const std::uint32_t> uids);

}  // namespace tlsrpt
