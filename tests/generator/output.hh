// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "mail.hh"

namespace tlsrpt {

enum class MailFormat : std::uint8_t {
  eml,      ///< 000001.eml and so on, CRLF
  maildir,  ///< new/, with cur/ and tmp/ beside it, LF
  mbox,     ///< one file reports.mbox, LF
};

/// Puts mails into a folder, which is made when it is missing.
class MailWriter {
 public:
  /// \throws std::filesystem::filesystem_error, std::ios_base::failure  also from write()
  MailWriter(std::filesystem::path folder, MailFormat format);
  void write(std::string mail, const Envelope& envelope);
  /// \throws std::ios_base::failure  the last bytes did not reach the file
  void close();

 private:
  std::filesystem::path folder_;
  MailFormat format_;
  std::ofstream mbox_;
};

}  // namespace tlsrpt
