// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zip.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hh"
#include "base/handle.hh"

namespace tlsrpt {

/// What the directory of a zip file says of one entry.
struct ZipEntry {
  std::string name;                 ///< as it came
  std::uint64_t declared_size = 0;  ///< bytes unpacked, if that is true
};

/// An entry that is being read; must not outlive its reader.
using ZipFile = Handle<zip_file_t, zip_fclose>;

/// Reads a zip file in memory. Every call may throw BadMessage "zip-corrupt".
class ZipReader {
 public:
  /// \param bytes  not owned; must outlive the reader
  /// \param name   for error messages; must outlive the reader
  ZipReader(std::string_view bytes, std::string_view name);

  [[nodiscard]] std::uint64_t entries() const noexcept;

  [[nodiscard]] ZipEntry entry(std::uint64_t index) const;

  /// \throws BadMessage  also "zip-encrypted"
  [[nodiscard]] ZipFile open(std::uint64_t index) const;

  /// The next bytes: at least one, at most `room`; 0 at the end of a file whose checksum is right.
  [[nodiscard]] std::size_t read(const ZipFile& file, char* out, std::size_t room) const;

 private:
  [[nodiscard]] zip_stat_t stat(std::uint64_t index) const;
  [[nodiscard]] BadMessage corrupt(std::string_view why) const;

  std::string_view name_;
  Handle<zip_t, zip_discard> archive_;
};

}  // namespace tlsrpt
