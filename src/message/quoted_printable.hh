// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

/// Undoes quoted-printable (RFC 2045, section 6.7). What is no valid code stays as it is.
[[nodiscard]] std::string decode_quoted_printable(std::string_view text);

}  // namespace tlsrpt
