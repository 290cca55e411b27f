// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <span>

#include "store/plan.hh"

namespace tlsrpt {

/// Writes new reports with policies, failure details and bodies by COPY, in the order given (sorted by key).
void copy_reports(pqxx::transaction_base& transaction, std::span<const ReportRef> stored);

/// The part of it that stands below `report`: policies and failure details.
void copy_policies(pqxx::transaction_base& transaction, std::span<const ReportRef> stored);

/// Keeps the bodies of conflicts; a body that is kept already stays as it is.
void insert_conflicts(pqxx::transaction_base& transaction, std::span<const ReportRef> conflicts);

}  // namespace tlsrpt
