// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "mailbox/mailbox.hh"

namespace tlsrpt {

/// How the connection is protected.
enum class TlsMode {
  implicit,  ///< TLS from the first byte, port 993 (RFC 8314)
  starttls,  ///< plaintext greeting, then STARTTLS, port 143
  none,      ///< plaintext all the way
};

/// How to log in.
enum class AuthMethod {
  automatic,    ///< what the server offers for the secret at hand
  login,        ///< the command LOGIN
  plain,        ///< SASL mechanisms from here on; RFC 4616
  xoauth2,      ///< with a token, as Gmail and Microsoft 365 made it up
  oauthbearer,  ///< with a token; RFC 7628
  external,     ///< by the client certificate alone; RFC 4422
};

/// Everything that is needed to open one folder of one IMAP account.
struct ImapSettings {
  std::string host;
  std::uint16_t port = 993;
  TlsMode tls = TlsMode::implicit;
  std::string user;
  AuthMethod auth = AuthMethod::automatic;
  std::string password;                     ///< secret: in no log line and no error text
  std::string token;                        ///< OAuth 2.0 access token, as secret; empty: password counts
  std::string folder = "INBOX";             ///< UTF-8, with the server's own delimiter
  std::string ca_file;                      ///< PEM file of the trusted CAs; empty: the system's
  std::string client_cert;                  ///< PEM file; empty: none
  std::string client_key;                   ///< PEM file; empty: inside client_cert
  bool allow_plaintext = false;             ///< tls=none also to other hosts than loopback
  bool read_only = false;                   ///< EXAMINE instead of SELECT: no action will be asked for
  std::chrono::seconds answer_timeout{60};  ///< longest wait for the next byte, connect included
  std::chrono::seconds run_timeout{3600};   ///< longest life of the connection, waits for mails apart
};

/// Connects, checks chain and host name, logs in, selects the folder. No credential is sent before the
/// certificate was verified; tls=none to a host that is not loopback is refused unless allow_plaintext is
/// set.
/// \throws MailboxLost  no connection, time-out, server says BYE
/// \throws Unavailable  the server refuses for now
/// \throws BadSetup     certificate refused, login refused, no such folder, unreadable ca_file; names host
///                      and option
[[nodiscard]] std::unique_ptr<Mailbox> open_imap(const ImapSettings& settings);

}  // namespace tlsrpt
