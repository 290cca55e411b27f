// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tlsrpt {

/// A folder name as IMAP wants it on the wire: modified UTF-7 (RFC 3501, section 5.1.3).
/// \param name  UTF-8
/// \throws BadSetup  name is not valid UTF-8
[[nodiscard]] std::string encode_folder_name(const std::string& name);

}  // namespace tlsrpt
