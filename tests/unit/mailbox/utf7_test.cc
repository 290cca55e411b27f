// SPDX-License-Identifier: Apache-2.0
#include "mailbox/utf7.hh"

#include <doctest/doctest.h>

#include "base/error.hh"

namespace tlsrpt {

TEST_CASE("a printable ASCII name stays as it is") {
  CHECK(encode_folder_name("INBOX") == "INBOX");
  CHECK(encode_folder_name("Reports/2024 \"old\" \\ ~") == "Reports/2024 \"old\" \\ ~");
  CHECK(encode_folder_name("") == "");
}

TEST_CASE("the example of RFC 3501, section 5.1.3") {
  CHECK(encode_folder_name("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
}

TEST_CASE("an ampersand is encoded") {
  CHECK(encode_folder_name("R&D") == "R&-D");
}

TEST_CASE("a name ends outside of Base64") {
  CHECK(encode_folder_name("Entwürfe & Müll ü") == "Entw&APw-rfe &- M&APw-ll &APw-");
}

TEST_CASE("a character beyond the first plane becomes a surrogate pair") {
  CHECK(encode_folder_name("📬") == "&2D3c7A-");
}

TEST_CASE("control characters never reach the wire") {
  CHECK(encode_folder_name("a\r\nb") == "a&AA0ACg-b");
  CHECK(encode_folder_name(std::string("\x01", 1)) == "&AAE-");
  CHECK(encode_folder_name(std::string("\0", 1)) == "&AAA-");
}

TEST_CASE("a name that is not UTF-8 is refused") {
  CHECK_THROWS_AS(encode_folder_name("Entw\xFCrfe"), BadSetup);
  CHECK_THROWS_AS(encode_folder_name("cut \xE5\x8F"), BadSetup);
}

}  // namespace tlsrpt
