// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.hh"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace tlsrpt {
namespace {

/// Every byte value, so that every digit occurs.
std::string sample(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 167 + i / 256) & 0xFF);
  return bytes;
}

void check(std::string_view text, std::string_view bytes, bool trailing_junk) {
  CAPTURE(text);
  const DecodedBase64 decoded = decode_base64(text);
  CHECK(decoded.bytes == bytes);
  CHECK(decoded.trailing_junk == trailing_junk);
}

}  // namespace

TEST_CASE("base64 of RFC 4648, section 10") {
  constexpr std::array<std::string_view, 7> encoded{"",         "Zg==",     "Zm8=",    "Zm9v",
                                                    "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const std::string_view bytes = std::string_view("foobar").substr(0, i);
    CHECK(encode_base64(bytes, 0) == encoded[i]);
    check(encoded[i], bytes, false);
  }
}

TEST_CASE("base64 decodes what it encoded, at every length around the inner block") {
  for (const std::size_t size : {1U, 57U, 58U, 3071U, 3072U, 3073U, 3074U, 3075U, 6144U, 100'000U}) {
    const std::string bytes = sample(size);
    for (const std::size_t line_length : {0U, 1U, 75U, 76U, 998U}) {
      check(encode_base64(bytes, line_length), bytes, false);
    }
  }
}

TEST_CASE("base64 is wrapped at the line length") {
  CHECK(encode_base64("foobar", 4) == "Zm9v\r\nYmFy\r\n");
  CHECK(encode_base64("foobar", 5) == "Zm9vY\r\nmFy\r\n");
  CHECK(encode_base64("foobar") == "Zm9vYmFy\r\n");
  CHECK(encode_base64("").empty());
}

TEST_CASE("base64 is read in any wrapping and without padding") {
  check("Zm9v\nYmFy\n", "foobar", false);
  check("  Zm\t9 v\r\n\r\n Y m F y  ", "foobar", false);
  check("Zg", "f", false);
  check("Zm8", "fo", false);
  check("Zm8 = \r\n", "fo", false);
  check("Zg=\n=\n", "f", false);
  check("\r\n \t", "", false);
}

TEST_CASE("base64 ends at junk and says so") {
  check("Zm9v-- \r\nfooter", "foo", true);
  check("Zm8=\r\nZm9v", "fo", true);
  check("Zm8=\r\n_____\r\nlist", "fo", true);
  check("Zm9vY", "foo", true);
  check("Zm9vY=", "foo", true);
  check("|Zm9v", "", true);
  check("\xFFZm9v", "", true);
  check(std::string_view("Zm9v\0Zm9v", 9), "foo", true);
}

}  // namespace tlsrpt
