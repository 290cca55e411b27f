// SPDX-License-Identifier: Apache-2.0
#include "mailbox/tls_stream.hh"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <new>

#include "base/error.hh"
#include "mailbox/tls_context.hh"

namespace tlsrpt {
namespace {

// One TLS record. libetpan moves the rest of its buffer to the front at each read, so a bigger one is slower.
constexpr std::size_t buffer_size = 16 * 1024;

int int_size(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

TlsStream& stream_of(mailstream_low* low) {
  return *static_cast<TlsStream*>(low->data);
}

ssize_t low_read(mailstream_low* low, void* buffer, std::size_t size) noexcept {
  return stream_of(low).read(static_cast<char*>(buffer), size);
}

ssize_t low_write(mailstream_low* low, const void* bytes, std::size_t size) noexcept {
  return stream_of(low).write(static_cast<const char*>(bytes), size);
}

int low_close(mailstream_low*) noexcept {
  return 0;
}

int low_get_descriptor(mailstream_low*) noexcept {
  return -1;
}

void low_free(mailstream_low* low) noexcept {
  std::free(low);
}

mailstream_low_driver make_driver() {
  mailstream_low_driver driver{};
  driver.mailstream_read = low_read;
  driver.mailstream_write = low_write;
  driver.mailstream_close = low_close;
  driver.mailstream_get_fd = low_get_descriptor;
  driver.mailstream_free = low_free;
  return driver;
}

std::string remedy(long verify_error) {
  switch (verify_error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "check the option host: it must be a name in the server's certificate";
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the server needs a new certificate, or this machine's clock is wrong";
    default:
      return "if the server has a private CA, name its PEM file in the option ca-file";
  }
}

// What a person must set right; any other failed handshake may be an accident on the way.
bool is_disagreement(int reason) {
  return reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_UNSUPPORTED_PROTOCOL ||
         (reason > SSL_AD_REASON_OFFSET && reason != SSL_R_TLSV1_ALERT_INTERNAL_ERROR);
}

}  // namespace

TlsStream::TlsStream(const ImapSettings& settings)
    : socket_(settings.host, settings.port, {settings.answer_timeout, settings.run_timeout}),
      endpoint_(settings.host + ':' + std::to_string(settings.port)) {}

TlsStream::~TlsStream() {
  if (tls_ != nullptr && failure().empty()) SSL_shutdown(tls_.get());
}

void TlsStream::start_tls(const ImapSettings& settings) {
  tls_ = new_tls_client(socket_, settings);
  for (int result = 0; result != 1;) {
    ERR_clear_error();
    result = SSL_do_handshake(tls_.get());
    if (result != 1 && !wait_for_tls(result)) refuse_handshake(settings.host);
  }
}

void TlsStream::refuse_handshake(const std::string& host) const {
  const long verify_error = SSL_get_verify_result(tls_.get());
  if (verify_error != X509_V_OK) {
    throw BadSetup("the certificate of " + host + " is refused: " +
                   X509_verify_cert_error_string(verify_error) + "; " + remedy(verify_error));
  }
  if (is_disagreement(ERR_GET_REASON(ERR_peek_error()))) {
    throw BadSetup(endpoint_ + " and tlsrpt do not agree on TLS: " + tls_error_text() +
                   "; check the options port, tls and client-cert");
  }
  throw MailboxLost(endpoint_ + ' ' + failure() + " during the TLS handshake; try again later");
}

bool TlsStream::wait_for_tls(int result) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return socket_.wait(POLLIN);
    case SSL_ERROR_WANT_WRITE:
      return socket_.wait(POLLOUT);
    case SSL_ERROR_ZERO_RETURN:
      socket_.fail("closed the connection");
      return false;
    default:
      socket_.fail("broke the TLS connection (" + tls_error_text() + ')');
      return false;
  }
}

bool TlsStream::wait_for_input(std::chrono::steady_clock::time_point until, int wake_descriptor) {
  const auto has_input = [this] {
    char byte = 0;
    ERR_clear_error();
    const int got = SSL_peek(tls_.get(), &byte, 1);
    return got > 0 || SSL_get_error(tls_.get(), got) != SSL_ERROR_WANT_READ;
  };
  if (tls_ == nullptr) return socket_.wait_for_input(until, wake_descriptor);
  if (has_input()) return true;
  // What arrives may be of TLS itself, such as a new session ticket.
  while (socket_.wait_for_input(until, wake_descriptor)) {
    if (has_input()) return true;
  }
  return false;
}

void TlsStream::renew() {
  socket_.renew();
  socket_.begin_answer();
}

void TlsStream::allow(std::uint64_t bytes) {
  socket_.begin_answer();
  allowed_ = bytes;
  left_ = bytes;
}

ssize_t TlsStream::read(char* buffer, std::size_t size) {
  if (left_ == 0) fail("sent more than " + std::to_string(allowed_) + " bytes");
  const std::size_t wanted = std::min<std::uint64_t>(size, left_);
  while (socket_.in_time()) {
    ERR_clear_error();
    const ssize_t got =
        tls_ == nullptr ? socket_.receive(buffer, wanted) : SSL_read(tls_.get(), buffer, int_size(wanted));
    if (got > 0) {
      left_ -= static_cast<std::uint64_t>(got);
      return got;
    }
    if (tls_ == nullptr) {
      socket_.wait(POLLIN);
    } else {
      wait_for_tls(static_cast<int>(got));
    }
  }
  return -1;
}

ssize_t TlsStream::write(const char* bytes, std::size_t size) {
  while (socket_.in_time()) {
    ERR_clear_error();
    const ssize_t sent =
        tls_ == nullptr ? socket_.send(bytes, size) : SSL_write(tls_.get(), bytes, int_size(size));
    if (sent > 0) return sent;
    if (tls_ == nullptr) {
      socket_.wait(POLLOUT);
    } else {
      wait_for_tls(static_cast<int>(sent));
    }
  }
  return -1;
}

mailstream* TlsStream::open_mailstream() {
  static mailstream_low_driver driver = make_driver();
  mailstream_low* low = mailstream_low_new(this, &driver);
  if (low == nullptr) throw std::bad_alloc();
  mailstream* stream = mailstream_new(low, buffer_size);
  if (stream == nullptr) {
    std::free(low);
    throw std::bad_alloc();
  }
  return stream;
}

}  // namespace tlsrpt
