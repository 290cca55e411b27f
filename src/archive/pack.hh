// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

/// `bytes` as one gzip member (RFC 1952) without name and time: equal bytes give equal output.
/// \param level  zlib's 1 (fast) to 9 (small)
[[nodiscard]] std::string gzip(std::string_view bytes, int level = 6);

}  // namespace tlsrpt
