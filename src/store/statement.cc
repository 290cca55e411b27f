// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include "store/embedded_sql.hh"

namespace tlsrpt {

std::string statement(std::string_view name) {
  const std::string file_name = "statements/" + std::string(name) + ".sql";
  const auto files = embedded_sql();
  const auto found = std::ranges::find(files, file_name, &SqlFile::name);
  if (found == files.end()) throw std::logic_error("no SQL file " + file_name);
  return std::string(found->text);
}

}  // namespace tlsrpt
