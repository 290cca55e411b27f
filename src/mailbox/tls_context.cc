// SPDX-License-Identifier: Apache-2.0
#include "mailbox/tls_context.hh"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <new>
#include <system_error>

#include "base/error.hh"

namespace tlsrpt {
namespace {

using Context = Handle<SSL_CTX, SSL_CTX_free>;

template <class T>
T* not_null(T* created) {
  if (created == nullptr) throw std::bad_alloc();
  return created;
}

ssize_t retry_when_blocked(BIO* bio, ssize_t moved, int retry_flag) {
  BIO_clear_retry_flags(bio);
  if (moved == 0) BIO_set_flags(bio, retry_flag | BIO_FLAGS_SHOULD_RETRY);
  return moved == 0 ? -1 : moved;
}

int bio_read(BIO* bio, char* buffer, int size) {
  auto& socket = *static_cast<Socket*>(BIO_get_data(bio));
  const ssize_t got = socket.receive(buffer, static_cast<std::size_t>(size));
  return static_cast<int>(retry_when_blocked(bio, got, BIO_FLAGS_READ));
}

int bio_write(BIO* bio, const char* bytes, int size) {
  auto& socket = *static_cast<Socket*>(BIO_get_data(bio));
  const ssize_t sent = socket.send(bytes, static_cast<std::size_t>(size));
  return static_cast<int>(retry_when_blocked(bio, sent, BIO_FLAGS_WRITE));
}

long bio_control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// OpenSSL's own socket BIO calls write(2), and a server that has gone would kill the process with SIGPIPE.
// Ignoring the signal instead would change the whole process and every command it starts.
BIO* new_bio(Socket& socket) {
  static const Handle<BIO_METHOD, BIO_meth_free> method = [] {
    Handle<BIO_METHOD, BIO_meth_free> made(
        not_null(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tlsrpt socket")));
    BIO_meth_set_read(made.get(), bio_read);
    BIO_meth_set_write(made.get(), bio_write);
    BIO_meth_set_ctrl(made.get(), bio_control);
    return made;
  }();
  BIO* bio = not_null(BIO_new(method.get()));
  BIO_set_data(bio, &socket);
  BIO_set_init(bio, 1);
  return bio;
}

void trust_authorities(SSL_CTX* context, const std::string& ca_file) {
  if (ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context);
  } else if (SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
    throw BadSetup("ca-file " + ca_file + " cannot be used: " + tls_error_text() +
                   "; it must be a readable PEM file of certificates");
  }
}

void show_certificate(SSL_CTX* context, const ImapSettings& settings) {
  if (settings.client_cert.empty()) return;
  const std::string& key = settings.client_key.empty() ? settings.client_cert : settings.client_key;
  // Without this OpenSSL would ask for the passphrase of an encrypted key on the terminal.
  SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return -1; });
  if (SSL_CTX_use_certificate_chain_file(context, settings.client_cert.c_str()) != 1) {
    throw BadSetup("client-cert " + settings.client_cert + " cannot be used: " + tls_error_text() +
                   "; it must be a readable PEM file");
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw BadSetup("client-key " + key + " cannot be used: " + tls_error_text() +
                   "; it must be the certificate's key in a readable PEM file without passphrase");
  }
}

void expect_host(SSL* tls, std::string host) {
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1) return;
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (SSL_set1_host(tls, host.c_str()) != 1 ||
      SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) != 1) {
    throw BadSetup("host " + host + " is not a name that a certificate can hold; check the option host");
  }
}

}  // namespace

std::string tls_error_text() {
  const unsigned long error = ERR_peek_error();
  // OpenSSL 3 has no text for errors of the system, such as a missing file.
  if (ERR_SYSTEM_ERROR(error)) return std::generic_category().message(ERR_GET_REASON(error));
  const char* reason = ERR_reason_error_string(error);
  return reason == nullptr ? "unknown TLS error" : reason;
}

Handle<SSL, SSL_free> new_tls_client(Socket& socket, const ImapSettings& settings) {
  ERR_clear_error();
  const Context context(not_null(SSL_CTX_new(TLS_client_method())));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_read_ahead(context.get(), 1);
  trust_authorities(context.get(), settings.ca_file);
  show_certificate(context.get(), settings);

  Handle<SSL, SSL_free> tls(not_null(SSL_new(context.get())));
  expect_host(tls.get(), settings.host);
  BIO* bio = new_bio(socket);
  SSL_set_bio(tls.get(), bio, bio);
  SSL_set_connect_state(tls.get());
  return tls;
}

}  // namespace tlsrpt
