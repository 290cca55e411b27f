// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libetpan/mailstream.h>
#include <openssl/ssl.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/handle.hh"
#include "mailbox/imap.hh"
#include "mailbox/socket.hh"

namespace tlsrpt {

/// A connection to a mail server, plaintext until start_tls(), that libetpan reads and writes through.
/// libetpan's own TLS verifies nothing, and its sockets spin on an early end and believe any literal size; so
/// bytes are counted here, waits are bounded, and an end of the stream is an error that failure() explains.
class TlsStream {
 public:
  /// Connects in plaintext and sends nothing.
  /// \throws Unavailable, BadSetup  as Socket
  explicit TlsStream(const ImapSettings& settings);
  /// Says goodbye once without waiting for an answer.
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// TLS 1.2 or newer; chain and host name (or IP address) are verified before this returns.
  /// \throws BadSetup     certificate refused, files unreadable, no common TLS; names host and option
  /// \throws Unavailable  connection lost
  void start_tls(const ImapSettings& settings);

  [[nodiscard]] bool is_encrypted() const noexcept { return tls_ != nullptr; }
  [[nodiscard]] bool is_loopback() const { return socket_.is_loopback(); }

  /// Waits for bytes to read, as Socket::wait_for_input() does.
  bool wait_for_input(std::chrono::steady_clock::time_point until, int wake_descriptor);
  void renew();

  /// The bytes that may come in until the next call, as one answer.
  void allow(std::uint64_t bytes);
  void hurry(std::chrono::seconds left) { socket_.hurry(left); }
  void fail(std::string why) { socket_.fail(std::move(why)); }
  [[nodiscard]] const std::string& failure() const noexcept { return socket_.failure(); }

  /// \return at least one byte, or -1
  ssize_t read(char* buffer, std::size_t size);
  ssize_t write(const char* bytes, std::size_t size);

  /// A buffered libetpan stream over this one, which must outlive it. mailstream_close() frees it.
  [[nodiscard]] mailstream* open_mailstream();

 private:
  bool wait_for_tls(int result);
  [[noreturn]] void refuse_handshake(const std::string& host) const;

  Socket socket_;
  Handle<SSL, SSL_free> tls_;
  std::string endpoint_;
  std::uint64_t allowed_ = 0;
  std::uint64_t left_ = 0;
};

}  // namespace tlsrpt
