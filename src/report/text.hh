// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/text.hh"
#include "report/warning.hh"

namespace tlsrpt {

/// `text` with each U+0000, which PostgreSQL cannot hold, as U+FFFD (quirk Q24; warns).
[[nodiscard]] std::string storable(std::string_view text, Warnings& warnings);

/// `text` cut at max_name_bytes, never inside a character (quirk Q25; warns).
[[nodiscard]] std::string as_name(std::string text, Warnings& warnings);

}  // namespace tlsrpt
