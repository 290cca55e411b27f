// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

/// The IPv4 or IPv6 address in `text` in canonical form, so that PostgreSQL's inet takes it; empty when there
/// is none. Reads also `[192.0.2.1]`, `[2001:db8::1]:25`, `192.0.2.1:25` and `IPv6:2001:db8::1` (quirk Q22).
[[nodiscard]] std::string read_address(std::string_view text);

}  // namespace tlsrpt
