// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tlsrpt {

using Sha256 = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of `bytes`.
[[nodiscard]] Sha256 sha256(std::string_view bytes);

}  // namespace tlsrpt
