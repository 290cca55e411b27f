// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "report/report.hh"

namespace tlsrpt::fuzz {

/// Ends the process with `promise` on standard error when it was not kept; libFuzzer then keeps the input.
void check(bool kept, std::string_view promise);

/// Valid UTF-8 without U+0000.
void check_text(std::string_view text);

/// What report/report.hh promises of every report, attributed or not.
void check_report(const Report& report);

}  // namespace tlsrpt::fuzz
