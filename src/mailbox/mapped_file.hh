// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tlsrpt {

/// A regular file, read through a memory map.
class MappedFile {
 public:
  /// \throws BadSetup  the file cannot be read; names it
  explicit MappedFile(const std::string& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::chrono::sys_seconds modified() const noexcept { return modified_; }

  /// Gives the memory of the first `count` bytes back; a big mbox would fill it otherwise. They stay
  /// readable.
  void release(std::size_t count) const noexcept;

 private:
  std::string_view bytes_;
  std::chrono::sys_seconds modified_{};
};

}  // namespace tlsrpt
