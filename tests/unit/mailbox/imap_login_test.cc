// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap_login.hh"

#include <doctest/doctest.h>

#include <set>

#include "base/error.hh"

namespace tlsrpt {

namespace {

ImapSettings settings_of(const std::string& user, const std::string& password,
                         const std::string& token = {}) {
  ImapSettings settings;
  settings.host = "server.example.com";
  settings.port = 143;
  settings.user = user;
  settings.password = password;
  settings.token = token;
  return settings;
}

AuthMethod chosen(ImapSettings settings, const std::set<std::string>& capabilities,
                  AuthMethod auth = AuthMethod::automatic) {
  settings.auth = auth;
  return choose_method(settings,
                       [&](const std::string& capability) { return capabilities.contains(capability); });
}

}  // namespace

TEST_CASE("PLAIN: the example of RFC 4616 without another identity") {
  CHECK(sasl_response(AuthMethod::plain, settings_of("tim", "tanstaaftanstaaf")) ==
        "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
}

TEST_CASE("PLAIN carries UTF-8 as it is") {
  CHECK(sasl_response(AuthMethod::plain, settings_of("ü", "€")) == "AMO8AOKCrA==");
}

TEST_CASE("OAUTHBEARER: the example of RFC 7628, section 4.1") {
  const ImapSettings settings =
      settings_of("user@example.com", "", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
  CHECK(sasl_response(AuthMethod::oauthbearer, settings) ==
        "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRx"
        "bVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB");
}

TEST_CASE("OAUTHBEARER: commas and equals signs of a name are written otherwise") {
  CHECK(sasl_response(AuthMethod::oauthbearer, settings_of("a,b=c", "", "t")) ==
        "bixhPWE9MkNiPTNEYywBaG9zdD1zZXJ2ZXIuZXhhbXBsZS5jb20BcG9ydD0xNDMBYXV0aD1CZWFyZXIgdAEB");
}

TEST_CASE("XOAUTH2: the example of Google") {
  const ImapSettings settings =
      settings_of("someuser@example.com", "", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
  CHECK(sasl_response(AuthMethod::xoauth2, settings) ==
        "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRH"
        "RXVZMjl0Q2cBAQ==");
}

TEST_CASE("EXTERNAL says nothing") {
  CHECK(sasl_response(AuthMethod::external, settings_of("user", "")).empty());
}

TEST_CASE("LOGIN quotes what it may and sends the rest as literals") {
  using Lines = std::vector<std::string>;
  CHECK(login_lines("user", "a b") == Lines{R"("user" "a b")"});
  CHECK(login_lines(R"(o"b\)", "") == Lines{R"("o\"b\\" "")"});
  CHECK(login_lines("user", "ü") == Lines{R"("user" {2})", "ü"});
  CHECK(login_lines("ü", "a") == Lines{"{2}", R"(ü "a")"});
  CHECK(login_lines("ü", "a\tb") == Lines{"{2}", "ü {3}", "a\tb"});
}

TEST_CASE("the way is chosen by the secret and by what the server offers") {
  const ImapSettings password = settings_of("user", "secret");
  CHECK(chosen(password, {"AUTH=PLAIN"}) == AuthMethod::plain);
  CHECK(chosen(password, {"AUTH=PLAIN", "LOGINDISABLED"}) == AuthMethod::plain);
  CHECK(chosen(password, {"AUTH=XOAUTH2"}) == AuthMethod::login);
  const ImapSettings token = settings_of("user", "", "token");
  CHECK(chosen(token, {"AUTH=PLAIN", "AUTH=XOAUTH2"}) == AuthMethod::xoauth2);
  CHECK(chosen(token, {"AUTH=XOAUTH2", "AUTH=OAUTHBEARER"}) == AuthMethod::oauthbearer);
}

TEST_CASE("the way that is asked for is taken, or none") {
  const std::set<std::string> capabilities{"AUTH=PLAIN", "AUTH=XOAUTH2", "AUTH=OAUTHBEARER"};
  const ImapSettings settings = settings_of("user", "secret");
  for (const AuthMethod method :
       {AuthMethod::login, AuthMethod::plain, AuthMethod::xoauth2, AuthMethod::oauthbearer}) {
    CHECK(chosen(settings, capabilities, method) == method);
  }
  CHECK_THROWS_WITH_AS(chosen(settings, capabilities, AuthMethod::external),
                       doctest::Contains("does not take EXTERNAL"), BadSetup);
}

TEST_CASE("no way: the error says what the server does offer") {
  CHECK_THROWS_WITH_AS(chosen(settings_of("user", "", "token"), {"AUTH=PLAIN", "LOGINDISABLED"}),
                       doctest::Contains("OAUTHBEARER or XOAUTH2 on this connection: it offers PLAIN;"),
                       BadSetup);
  CHECK_THROWS_WITH_AS(chosen(settings_of("user", "secret"), {"LOGINDISABLED"}),
                       doctest::Contains("it offers nothing that tlsrpt knows"), BadSetup);
}

TEST_CASE("what cannot be sent is refused, and the error shows nothing of it") {
  CHECK_NOTHROW(check_credentials(settings_of("jürgen\"\\", "pass\tword ü")));
  CHECK_NOTHROW(check_credentials(settings_of("user", "", "ya29.a-b_c~d+e/f==")));
  CHECK_THROWS_AS(check_credentials(settings_of("us\x01"
                                                "er",
                                                "")),
                  BadSetup);
  CHECK_THROWS_AS(check_credentials(settings_of("user\r\nA2 NOOP", "")), BadSetup);
  for (const std::string& password : {std::string("pass\r\nA2 NOOP"), std::string("pass\0word", 9)}) {
    CHECK_THROWS_AS(check_credentials(settings_of("user", password)), BadSetup);
  }
  for (const char* token : {"secret token", "secret\ttoken", "secret\x01token", "{\"secret\"}", "secretä"}) {
    CAPTURE(token);
    CHECK_THROWS_AS(check_credentials(settings_of("user", "", token)), BadSetup);
    try {
      check_credentials(settings_of("user", "", token));
    } catch (const BadSetup& error) {
      CHECK(std::string(error.what()).find("secret") == std::string::npos);
    }
  }
}

}  // namespace tlsrpt
