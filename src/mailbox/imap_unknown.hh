// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace tlsrpt {

/// Teaches libetpan to skip what it does not know in a server's answers: a client must take any untagged
/// answer at any time (RFC 3501, section 2.2.2), and libetpan gives the whole answer up. What it knows and
/// cannot read stays an error, or mails would seem to be gone.
void tolerate_unknown_answers();

/// One item of a FETCH answer and its value, such as `EMAILID (M1)`, at the beginning of `text`.
/// \return its length; 0: it is of a known name, malformed, or holds a literal
[[nodiscard]] std::size_t unknown_item_length(std::string_view text);

/// An untagged answer without its "* ", such as `XFOO bar`, at the beginning of `text`.
/// \return its length without the end of the line; 0: it is of a known kind, or holds a literal
[[nodiscard]] std::size_t unknown_answer_length(std::string_view text);

}  // namespace tlsrpt
