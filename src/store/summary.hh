// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "store/table.hh"

namespace tlsrpt {

/// What `tlsrpt report` asks for.
struct SummaryRange {
  std::chrono::sys_days since;  ///< first day, UTC, included
  std::chrono::sys_days until;  ///< last day, UTC, included
  std::optional<std::string> report_domain;
};

struct Summary {
  Table domains;
  Table result_types;
  Table reporters;
};

/// Sums without double count, read from the views that analysts read; a login of tlsrpt_reader is enough.
/// \throws Unavailable, BadSetup
[[nodiscard]] Summary read_summary(const std::string& database, const SummaryRange& range);

}  // namespace tlsrpt
