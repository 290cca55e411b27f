// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap_login.hh"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.hh"
#include "base/log.hh"
#include "mailbox/imap_session.hh"

namespace tlsrpt {
namespace {

constexpr std::array<std::pair<AuthMethod, std::string_view>, 5> method_names{
    {{AuthMethod::login, "LOGIN"},
     {AuthMethod::plain, "PLAIN"},
     {AuthMethod::xoauth2, "XOAUTH2"},
     {AuthMethod::oauthbearer, "OAUTHBEARER"},
     {AuthMethod::external, "EXTERNAL"}}};

// Command lines should not be much longer (RFC 2683, section 3.2.1.5); tokens are.
constexpr std::size_t max_response_at_once = 1000;
constexpr std::size_t max_refusal_shown = 300;

std::string name_of(AuthMethod method) {
  const auto* found =
      std::ranges::find(method_names, method, &std::pair<AuthMethod, std::string_view>::first);
  return std::string(found->second);
}

std::vector<AuthMethod> acceptable(const ImapSettings& settings) {
  if (settings.auth != AuthMethod::automatic) return {settings.auth};
  if (settings.token.empty()) return {AuthMethod::plain, AuthMethod::login};
  return {AuthMethod::oauthbearer, AuthMethod::xoauth2};
}

std::string joined(const std::vector<AuthMethod>& methods, std::string_view separator) {
  std::string names;
  for (const AuthMethod method : methods) {
    if (!names.empty()) names += separator;
    names += name_of(method);
  }
  return names;
}

std::string encode_base64(const std::string& bytes) {
  std::string digits((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL adds a zero byte
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(digits.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  digits.pop_back();
  return digits;
}

// Nothing where it is no Base64: the text is only shown.
std::string decode_base64(std::string_view digits) {
  std::string bytes(digits.size() / 4 * 3 + 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(digits.data()), static_cast<int>(digits.size()));
  bytes.resize(static_cast<std::size_t>(std::max(size, 0)));
  while (bytes.ends_with('\0')) bytes.pop_back();  // one for each "="
  return bytes;
}

// RFC 5801, section 4.
std::string sasl_name(const std::string& user) {
  std::string name;
  for (const char c : user) {
    if (c == ',') {
      name += "=2C";
    } else if (c == '=') {
      name += "=3D";
    } else {
      name += c;
    }
  }
  return name;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == '\x7F';
}

// A quoted string must not hold the other bytes.
bool is_quotable(char c) {
  return c >= ' ' && c <= '~';
}

// RFC 6750, section 2.1.
bool is_of_token(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

std::string remedy(AuthMethod method) {
  switch (method) {
    case AuthMethod::xoauth2:
    case AuthMethod::oauthbearer:
      return "check user and token-file or token-command: it takes an access token for IMAP that has not "
             "expired";
    case AuthMethod::external:
      return "check user and client-cert";
    default:
      return "check user and password-file or password-command";
  }
}

bool send_login(ImapSession& session) {
  const std::vector<std::string> lines = login_lines(session.settings().user, session.settings().password);
  std::size_t next = 1;
  return session.command("LOGIN", lines.front(), [&](std::string_view) {
    return next < lines.size() ? lines[next++] : std::string();
  });
}

// A refused token is no NO yet, but a challenge that says why in JSON; its answer must say nothing.
std::string answer_to_refusal(AuthMethod method) {
  if (method == AuthMethod::oauthbearer) return "AQ==";  // RFC 7628, section 3.2.3
  return method == AuthMethod::xoauth2 ? "" : "*";       // RFC 3501, section 6.2.2
}

/// \param refusal  gets why the server refused, ready to stand behind an error text, or nothing
bool authenticate(ImapSession& session, AuthMethod method, std::string& refusal) {
  const std::string response = sasl_response(method, session.settings());
  session.hide(response);
  bool is_said = session.has("SASL-IR") && response.size() <= max_response_at_once;
  std::string arguments;
  if (is_said) arguments = response.empty() ? "=" : response;  // RFC 4959
  return session.command("AUTHENTICATE " + name_of(method), arguments, [&](std::string_view challenge) {
    if (!std::exchange(is_said, true)) return response;
    refusal = session.said(decode_base64(challenge), max_refusal_shown);
    return answer_to_refusal(method);
  });
}

}  // namespace

AuthMethod choose_method(const ImapSettings& settings, const Offers& offers) {
  const auto is_offered = [&offers](AuthMethod method) {
    return method == AuthMethod::login ? !offers("LOGINDISABLED") : offers("AUTH=" + name_of(method));
  };
  const std::vector<AuthMethod> wanted = acceptable(settings);
  const auto chosen = std::ranges::find_if(wanted, is_offered);
  if (chosen != wanted.end()) return *chosen;

  std::vector<AuthMethod> others;
  for (const auto& [method, name] : method_names) {
    if (is_offered(method)) others.push_back(method);
  }
  std::string what_to_do = "it offers " + joined(others, ", ") + "; check auth and the password or token";
  if (settings.tls == TlsMode::none) {
    what_to_do = "set tls to implicit or starttls";
  } else if (others.empty()) {
    what_to_do = "it offers nothing that tlsrpt knows; ask those who run it";
  }
  throw BadSetup(settings.host + " does not take " + joined(wanted, " or ") +
                 " on this connection: " + what_to_do);
}

std::string sasl_response(AuthMethod method, const ImapSettings& settings) {
  using namespace std::string_literals;
  switch (method) {
    case AuthMethod::plain:
      return encode_base64("\0"s + settings.user + "\0"s + settings.password);
    case AuthMethod::xoauth2:
      return encode_base64("user=" + settings.user + "\x01" + "auth=Bearer " + settings.token + "\x01\x01");
    case AuthMethod::oauthbearer:
      return encode_base64("n,a=" + sasl_name(settings.user) + ",\x01host=" + settings.host +
                           "\x01port=" + std::to_string(settings.port) + "\x01" + "auth=Bearer " +
                           settings.token + "\x01\x01");
    default:
      return {};
  }
}

std::vector<std::string> login_lines(const std::string& user, const std::string& password) {
  std::vector<std::string> lines(1);
  for (const std::string& text : {user, password}) {
    if (!lines.back().empty()) lines.back() += ' ';
    if (std::ranges::all_of(text, is_quotable)) {
      lines.back() += quoted_string(text);
    } else {
      lines.back() += '{' + std::to_string(text.size()) + '}';
      lines.push_back(text);
    }
  }
  return lines;
}

void check_credentials(const ImapSettings& settings) {
  if (std::ranges::any_of(settings.user, is_control)) {
    throw BadSetup("the value of user holds a control character; take it out");
  }
  if (settings.password.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    throw BadSetup("the password holds a line break or a NUL; take it out");
  }
  if (!std::ranges::all_of(settings.token, is_of_token)) {
    throw BadSetup(
        "the token holds a blank or another character that no access token has; the first line of "
        "token-file, or of what token-command prints, must be the access token and nothing else");
  }
}

void log_in(ImapSession& session) {
  const ImapSettings& settings = session.settings();
  const AuthMethod method =
      choose_method(settings, [&session](const std::string& name) { return session.has(name.c_str()); });
  std::string refusal;
  const bool is_logged_in =
      method == AuthMethod::login ? send_login(session) : authenticate(session, method, refusal);
  if (is_logged_in) return;
  session.refuse("the login of user " + printable(settings.user) + " by " + name_of(method) + refusal,
                 remedy(method));
}

}  // namespace tlsrpt
