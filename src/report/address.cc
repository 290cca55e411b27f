// SPDX-License-Identifier: Apache-2.0
#include "report/address.hh"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.hh"

namespace tlsrpt {

namespace {

std::string canonical(std::string_view text) {
  const std::string terminated(text);
  std::array<unsigned char, sizeof(in6_addr)> address{};
  std::array<char, INET6_ADDRSTRLEN> canonical_text{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, terminated.c_str(), address.data()) != 1) continue;
    return inet_ntop(family, address.data(), canonical_text.data(), canonical_text.size());
  }
  return {};
}

}  // namespace

std::string read_address(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  if (ascii_lower(text.substr(0, 5)) == "ipv6:") text.remove_prefix(5);
  return text.size() < INET6_ADDRSTRLEN ? canonical(text) : std::string{};
}

}  // namespace tlsrpt
