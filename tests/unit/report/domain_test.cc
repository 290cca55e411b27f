// SPDX-License-Identifier: Apache-2.0
#include "report/domain.hh"

#include <doctest/doctest.h>

using tlsrpt::lies_below;
using tlsrpt::mx_matches;
using tlsrpt::normal_domain;

TEST_CASE("a domain is stored as lower-case A-labels without trailing dot") {
  CHECK(normal_domain("Example.ORG.") == "example.org");
  CHECK(normal_domain(" example.org\t") == "example.org");
  CHECK(normal_domain("b\xC3\xBC"
                      "cher.example") == "xn--bcher-kva.example");
  CHECK(normal_domain("XN--BCHER-KVA.example") == "xn--bcher-kva.example");
  CHECK(normal_domain("_dmarc.example.org") == "_dmarc.example.org");
  CHECK(normal_domain("not a domain") == "not a domain");
  CHECK(normal_domain("") == "");
}

TEST_CASE("mx patterns stand for one label (RFC 8461, section 4.1)") {
  CHECK(mx_matches("mx.example.org", "mx.example.org"));
  CHECK(mx_matches("*.example.org", "mx.example.org"));
  CHECK_FALSE(mx_matches("*.example.org", "a.mx.example.org"));
  CHECK_FALSE(mx_matches("*.example.org", "example.org"));
  CHECK_FALSE(mx_matches("*.example.org", ".example.org"));
  CHECK_FALSE(mx_matches("mx.example.org", "mx2.example.org"));
}

TEST_CASE("a subdomain lies below") {
  CHECK(lies_below("mx.example.org", "example.org"));
  CHECK_FALSE(lies_below("example.org", "example.org"));
  CHECK_FALSE(lies_below("badexample.org", "example.org"));
  CHECK_FALSE(lies_below("example.org", ""));
}
