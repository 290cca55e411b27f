// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tlsrpt {

/// The bytes of a regular file. Small ones are read; of a big one only what is looked at is in memory.
class InputFile {
 public:
  /// \throws BadSetup  the file cannot be read; names it
  explicit InputFile(const std::string& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::chrono::sys_seconds modified() const noexcept { return modified_; }

  /// Gives the memory of the first `count` bytes back; a big mbox would fill it otherwise. They stay
  /// readable.
  void release(std::size_t count) const noexcept;

 private:
  std::string content_;     // of a small file
  std::string_view bytes_;  // into content_, or into a memory map
  std::chrono::sys_seconds modified_{};
};

}  // namespace tlsrpt
