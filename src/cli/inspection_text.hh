// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ingest/inspect.hh"

namespace tlsrpt {

/// The same for a person at a terminal; foreign text is escaped.
[[nodiscard]] std::string as_text(const Inspection& inspection);
[[nodiscard]] std::string as_text(const NewMessage& message);
[[nodiscard]] std::string as_text(const NewDocument& document);

}  // namespace tlsrpt
