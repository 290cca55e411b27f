// SPDX-License-Identifier: Apache-2.0
#include "report/address.hh"

#include <doctest/doctest.h>

using tlsrpt::read_address;

TEST_CASE("addresses as reporters write them") {
  CHECK(read_address("192.0.2.1") == "192.0.2.1");
  CHECK(read_address(" [192.0.2.1] ") == "192.0.2.1");
  CHECK(read_address("[192.0.2.1]:25") == "192.0.2.1");
  CHECK(read_address("192.0.2.1:25") == "192.0.2.1");
  CHECK(read_address("2001:db8:abcd:0012::1") == "2001:db8:abcd:12::1");
  CHECK(read_address("[2001:DB8::1]:25") == "2001:db8::1");
  CHECK(read_address("[IPv6:2001:db8::1]") == "2001:db8::1");
  CHECK(read_address("::ffff:192.0.2.1") == "::ffff:192.0.2.1");
}

TEST_CASE("what holds no address") {
  for (const char* text :
       {"", "unknown", "mx.example.org", "192.0.2", "192.0.2.256", "192.0.2.1/24", "2001:db8::g", "[", "[]",
        "::1%eth0", "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22"}) {
    CAPTURE(text);
    CHECK(read_address(text).empty());
  }
}
