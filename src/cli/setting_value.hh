// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "cli/settings.hh"

namespace tlsrpt {

/// What is wrong with `value` for `row`, and what to write instead; nothing: it fits.
[[nodiscard]] std::optional<std::string> objection(const SettingRow& row, std::string_view value);

/// A day written as YYYY-MM-DD.
[[nodiscard]] std::optional<std::chrono::sys_days> read_day(std::string_view text);

}  // namespace tlsrpt
