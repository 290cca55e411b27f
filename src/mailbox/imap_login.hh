// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mailbox/imap.hh"

namespace tlsrpt {

class ImapSession;

/// Tells whether the server offers a capability, such as "AUTH=PLAIN" or "LOGINDISABLED".
using Offers = std::function<bool(const std::string& capability)>;

/// The way of settings.auth; for AuthMethod::automatic OAUTHBEARER before XOAUTH2 with a token, and PLAIN
/// before the LOGIN command with a password.
/// \throws BadSetup  the server does not offer it; names what it does offer
[[nodiscard]] AuthMethod choose_method(const ImapSettings& settings, const Offers& offers);

/// What the client says first: PLAIN (RFC 4616), EXTERNAL (RFC 4422), OAUTHBEARER (RFC 7628), XOAUTH2.
/// \return Base64
[[nodiscard]] std::string sasl_response(AuthMethod method, const ImapSettings& settings);

/// The arguments of LOGIN, cut where the client has to wait for the server: a text that no quoted string may
/// hold, such as one beyond ASCII, goes as a literal (RFC 3501, section 4.3).
[[nodiscard]] std::vector<std::string> login_lines(const std::string& user, const std::string& password);

/// \throws BadSetup  user, password or token hold what cannot be sent; says what, but nothing of the secret
void check_credentials(const ImapSettings& settings);

/// Logs in to a server whose capabilities are known.
/// \throws BadSetup     refused, or choose_method() finds no way
/// \throws Unavailable  the server cannot tell now, or the connection is lost
void log_in(ImapSession& session);

}  // namespace tlsrpt
