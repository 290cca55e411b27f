// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// Inflates one gzip file, all members one behind the other (RFC 1952).
class GzipReader {
 public:
  /// \param bytes  not owned; must outlive the reader
  /// \param name   for error messages; must outlive the reader
  GzipReader(std::string_view bytes, std::string_view name);
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;
  ~GzipReader();

  /// The next bytes: at least one, at most `room`; 0 at the end.
  /// \throws BadMessage  reasons: "gzip-truncated", "gzip-corrupt"
  [[nodiscard]] std::size_t read(char* out, std::size_t room);

  /// Bytes that are no gzip member stand behind the last one; known at the end.
  [[nodiscard]] bool trailing_garbage() const noexcept { return done_ && !rest_.empty(); }

  /// Where the members end in what they give together, ascending; known at the end.
  [[nodiscard]] const std::vector<std::uint64_t>& member_ends() const noexcept { return member_ends_; }

  /// The size that the last member declares, modulo 2^32: a hint, no more.
  [[nodiscard]] static std::uint64_t declared_size(std::string_view bytes) noexcept;

 private:
  void check(int result);

  z_stream stream_{};
  std::string_view rest_;
  std::string_view name_;
  std::vector<std::uint64_t> member_ends_;
  bool done_ = false;
};

}  // namespace tlsrpt
