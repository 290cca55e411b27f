// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "store/batch.hh"

namespace tlsrpt {

/// Bytes of memory that the reports and kept bytes of a decoded mail take, about. They may be many more than
/// the mail had: 20 kB can hold 200,000 failure details, or 20 MB of texts.
[[nodiscard]] std::uint64_t parsed_bytes(const NewMessage& message);

/// Gives back the memory of what the tables hold by now: bodies and policies of reports, bytes of what was
/// refused.
void release_bulk(NewMessage& message);

}  // namespace tlsrpt
