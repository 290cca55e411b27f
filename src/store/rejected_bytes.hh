// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <span>

#include "store/batch.hh"

namespace tlsrpt {

/// Takes the content out of rejections that would fill rejected_document beyond `max_bytes`, and says so in
/// their detail. Loaders at work at the same time may go beyond it by a batch each.
void bound_rejected_bytes(pqxx::connection& connection, std::span<NewMessage> messages,
                          std::uint64_t max_bytes);

}  // namespace tlsrpt
