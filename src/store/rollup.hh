// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <span>
#include <string>

#include "store/plan.hh"

namespace tlsrpt {

/// Adds the sums of new reports to policy_daily, failure_daily and organization_daily. Rows are touched in
/// the order of their keys, so that several loaders do not deadlock.
void add_to_rollups(pqxx::transaction_base& transaction, std::span<const ReportRef> stored);

/// Replaces what the rows of the keys `old_keys` (uuid[] text), still in the tables, add to the rollups by
/// what `stored` adds. Rows that come to nothing go.
void move_rollups(pqxx::transaction_base& transaction, const std::string& old_keys,
                  std::span<const ReportRef> stored);

}  // namespace tlsrpt
