// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hh"

#include "store/sql_text.hh"

namespace tlsrpt {

ReportKey key_argument(const Settings& settings, std::size_t place, std::string_view usage) {
  const auto& arguments = settings.positional();
  const auto key = place < arguments.size() ? read_uuid(arguments[place]) : std::nullopt;
  if (!key) throw UsageError("a key is missing or none; write: " + std::string(usage));
  return *key;
}

}  // namespace tlsrpt
