// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/settings.hh"

namespace tlsrpt {

/// What proves who the user is; both are empty where the client certificate does.
struct Secret {
  std::string password;
  std::string token;  ///< OAuth 2.0 access token
};

/// The first line of password-file or token-file, or of what password-command or token-command prints. Ask
/// for each connection: a token expires.
/// \throws BadSetup  not exactly one is set or it does not fit auth, the file cannot be read, the command
///                   fails, the line is empty
[[nodiscard]] Secret read_secret(const Settings& settings);

}  // namespace tlsrpt
