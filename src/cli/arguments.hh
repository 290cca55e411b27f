// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "cli/settings.hh"
#include "store/batch.hh"

namespace tlsrpt {

/// The argument at `place`, a key as the lists print it.
/// \throws UsageError  missing or no key; `usage` says what to write
[[nodiscard]] ReportKey key_argument(const Settings& settings, std::size_t place, std::string_view usage);

}  // namespace tlsrpt
