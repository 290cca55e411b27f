// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include "base/handle.hh"
#include "mailbox/imap.hh"
#include "mailbox/socket.hh"

namespace tlsrpt {

/// A TLS client over `socket` that will accept nothing but a valid certificate for settings.host; the
/// handshake is still to be made. The socket must outlive it. \throws BadSetup  ca_file, client_cert or
/// client_key cannot be used
[[nodiscard]] Handle<SSL, SSL_free> new_tls_client(Socket& socket, const ImapSettings& settings);

/// OpenSSL's text of the oldest error in this thread's queue.
[[nodiscard]] std::string tls_error_text();

}  // namespace tlsrpt
