// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.hh"

#include <openssl/evp.h>

#include <stdexcept>

#include "base/handle.hh"

namespace tlsrpt {

Sha256 sha256(std::string_view bytes) {
  // Fetched once: looking the algorithm up costs more than hashing a small report.
  static const Handle<EVP_MD, EVP_MD_free> algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  thread_local const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  Sha256 digest{};
  if (!algorithm || !context || EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL cannot compute SHA-256; look for a missing provider in openssl.cnf");
  }
  return digest;
}

}  // namespace tlsrpt
