// SPDX-License-Identifier: Apache-2.0
#include "message/parameter.hh"

#include <doctest/doctest.h>

namespace tlsrpt {

TEST_CASE("the value stands in front of the parameters") {
  CHECK(parse_parameters("Text/HTML; charset=utf-8").value == "text/html");
  CHECK(parse_parameters(" base64 (really) ").value == "base64");
  CHECK(parse_parameters("").value.empty());
  CHECK(parse_parameters("; name=a").get("name") == "a");
}

TEST_CASE("parameters, quoted or not") {
  const auto field =
      parse_parameters(R"(a/b; Name = "x;y=\"z\"" junk ;second=2;;third= 3 ; =none; flag; fourth="")");
  CHECK(field.get("name") == "x;y=\"z\"");
  CHECK(field.get("second") == "2");
  CHECK(field.get("third") == "3");
  CHECK(field.get("flag").empty());
  CHECK(field.get("fourth").empty());
  CHECK(field.get("missing").empty());
}

TEST_CASE("a quote that never ends takes the rest") {
  CHECK(parse_parameters(R"(a/b; name="x; y=z)").get("name") == "x; y=z");
  CHECK(parse_parameters("a/b; name=\"x\\").get("name") == "x\\");
  CHECK(parse_parameters("a/b; name=").get("name").empty());
}

TEST_CASE("the first of two equal parameters counts") {
  CHECK(parse_parameters("a/b; x=1; x=2").get("x") == "1");
}

TEST_CASE("RFC 2231: charset, sections in any order, both mixed") {
  CHECK(parse_parameters("a; name*=utf-8'en'gr%C3%BC%C3%9Fe; name=old").get("name") == "grüße");
  CHECK(parse_parameters("a; name*=ISO-8859-1''%FC").get("name") == "ü");
  CHECK(parse_parameters("a; name*1=cd; name*0=ab").get("name") == "abcd");
  CHECK(parse_parameters("a; name*0*=utf-8''%21a; name*1=\"%21\"; name*2*=%21").get("name") == "!a%21!");
  CHECK(parse_parameters("a; name*0=a; name*2=c").get("name") == "a");
  CHECK(parse_parameters("a; name*=no-charset%21").get("name") == "no-charset!");
  CHECK(parse_parameters("a; name*=utf-8''%4").get("name") == "%4");
}

}  // namespace tlsrpt
