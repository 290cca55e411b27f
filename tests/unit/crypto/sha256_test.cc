// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.hh"

#include <doctest/doctest.h>

#include <string>

namespace tlsrpt {
namespace {

std::string hex(const Sha256& digest) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += hex_digits[byte >> 4U];
    text += hex_digits[byte & 15U];
  }
  return text;
}

}  // namespace

TEST_CASE("sha256 gives the values of FIPS 180-4") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace tlsrpt
