// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tlsrpt {

/// The bytes start like an mbox file (RFC 4155): with a "From " line.
[[nodiscard]] bool is_mbox(std::string_view bytes) noexcept;

/// Takes the first mail off `rest`, an mbox file or what is left of one: without its "From " line and without
/// the empty line in front of the next one, still quoted.
[[nodiscard]] std::string_view take_mbox_mail(std::string_view& rest) noexcept;

/// ">From " at the start of a line is quoted; more '>' may stand in front of it (mboxrd).
[[nodiscard]] bool has_quoted_from(std::string_view mail) noexcept;

/// Undoes one level of quoting.
[[nodiscard]] std::string unquote_from(std::string_view mail);

}  // namespace tlsrpt
