// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "ingest/inspect.hh"

namespace tlsrpt {

/// What `tlsrpt inspect --format json` prints of one mail or document; names as in the tables. The golden
/// files of the tests have this form.
[[nodiscard]] nlohmann::ordered_json as_json(const Inspection& inspection);

}  // namespace tlsrpt
