// SPDX-License-Identifier: Apache-2.0
#include "archive/pack.hh"

#include <doctest/doctest.h>

#include "archive/unpack.hh"

namespace tlsrpt {

TEST_CASE("gzip packs so that unpack gives the same bytes") {
  for (const std::size_t size : {0U, 1U, 100U, 100'000U}) {
    const std::string bytes(size, 'x');
    const auto documents = unpack(gzip(bytes), "a.json.gz", UnpackLimits{}).documents;
    REQUIRE(documents.size() == 1);
    CHECK(documents[0].content == bytes);
  }
}

TEST_CASE("gzip says neither name nor time, so equal bytes give equal output") {
  const std::string packed = gzip("same");
  CHECK(packed == gzip("same"));
  CHECK(packed.substr(0, 8) == std::string_view("\x1f\x8b\x08\0\0\0\0\0", 8));
}

TEST_CASE("a higher level packs smaller") {
  std::string bytes;
  for (int i = 0; i < 10'000; ++i) bytes += std::to_string(i * i % 1009) + ",";
  CHECK(gzip(bytes, 9).size() < gzip(bytes, 1).size());
}

}  // namespace tlsrpt
