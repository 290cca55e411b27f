// SPDX-License-Identifier: Apache-2.0
#include "report/domain.hh"

#include <idn2.h>

#include <algorithm>

#include "base/handle.hh"
#include "base/text.hh"

namespace tlsrpt {

std::string normal_domain(std::string_view text) {
  text = trimmed(text);
  while (text.ends_with('.')) text.remove_suffix(1);
  std::string name = ascii_lower(text);
  if (std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return name;
  char* a_label = nullptr;
  if (idn2_to_ascii_8z(name.c_str(), &a_label, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK) return name;
  const Handle<char, idn2_free> owner(a_label);
  return a_label;
}

bool mx_matches(std::string_view pattern, std::string_view host) noexcept {
  if (!pattern.starts_with("*.")) return pattern == host;
  const auto dot = host.find('.');
  return dot != std::string_view::npos && dot != 0 && host.substr(dot) == pattern.substr(1);
}

bool lies_below(std::string_view name, std::string_view domain) noexcept {
  return !domain.empty() && name.size() > domain.size() + 1 && name.ends_with(domain) &&
         name[name.size() - domain.size() - 1] == '.';
}

}  // namespace tlsrpt
