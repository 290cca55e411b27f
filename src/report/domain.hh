// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

/// A domain or host name as it is stored: lower-case A-labels (RFC 5890) without trailing dot or blanks
/// around it. What is no domain name comes back trimmed and in lower case (ASCII).
[[nodiscard]] std::string normal_domain(std::string_view text);

/// Does `host` match `pattern` of an MTA-STS policy (RFC 8461, section 4.1)? "*." stands for exactly one
/// label.
[[nodiscard]] bool mx_matches(std::string_view pattern, std::string_view host) noexcept;

/// Is `name` a proper subdomain of `domain`?
[[nodiscard]] bool lies_below(std::string_view name, std::string_view domain) noexcept;

}  // namespace tlsrpt
