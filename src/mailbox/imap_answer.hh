// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libetpan/mailimap_types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// One untagged FETCH; a server may also send some that nobody asked for, with flags only.
struct FetchedItem {
  std::uint32_t uid = 0;                                  ///< 0: not said
  std::optional<std::uint64_t> size;                      ///< RFC822.SIZE
  std::optional<std::chrono::sys_seconds> internal_date;  ///< INTERNALDATE in UTC
  std::optional<std::string_view> body;  ///< BODY[]; absent also for NIL; valid as long as the answer
};

[[nodiscard]] std::vector<FetchedItem> fetched_items(const mailimap_response_info& answer);

/// The numbers of all untagged SEARCH lines, in the server's order.
[[nodiscard]] std::vector<std::uint32_t> found_numbers(const mailimap_response_info& answer);

}  // namespace tlsrpt
