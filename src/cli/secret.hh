// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/settings.hh"

namespace tlsrpt {

/// The password of the mailbox: the first line of password-file, or of what password-command prints.
/// \throws BadSetup  neither or both are set, the file cannot be read, the command fails, the line is empty
[[nodiscard]] std::string read_secret(const Settings& settings);

}  // namespace tlsrpt
