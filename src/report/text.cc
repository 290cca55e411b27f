// SPDX-License-Identifier: Apache-2.0
#include "report/text.hh"

#include "report/report.hh"

namespace tlsrpt {

std::string storable(std::string_view text, Warnings& warnings) {
  if (text.find('\0') == std::string_view::npos) return std::string(text);
  warnings.add(WarningCode::text_repaired);
  return valid_text(text);
}

std::string as_name(std::string text, Warnings& warnings) {
  if (text.size() <= max_name_bytes) return text;
  warnings.add(WarningCode::text_cut);
  auto end = max_name_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

}  // namespace tlsrpt
