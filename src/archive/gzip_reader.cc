// SPDX-License-Identifier: Apache-2.0
#include "archive/gzip_reader.hh"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>

#include "archive/unpack.hh"
#include "base/error.hh"
#include "base/log.hh"

namespace tlsrpt {

GzipReader::GzipReader(std::string_view bytes, std::string_view name) : rest_(bytes), name_(name) {
  constexpr int gzip_window = 15 + 16;
  if (inflateInit2(&stream_, gzip_window) != Z_OK) throw std::bad_alloc();
}

GzipReader::~GzipReader() {
  inflateEnd(&stream_);
}

std::size_t GzipReader::read(char* out, std::size_t room) {
  constexpr std::size_t most = std::numeric_limits<uInt>::max();
  while (!done_) {
    const auto given = static_cast<uInt>(std::min(rest_.size(), most));
    const auto wanted = static_cast<uInt>(std::min(room, most));
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(rest_.data()));
    stream_.avail_in = given;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = wanted;
    // Z_FINISH saves zlib the window that it would keep between two calls; most reports need one.
    const int result = inflate(&stream_, Z_FINISH);
    rest_.remove_prefix(given - stream_.avail_in);
    check(result);
    if (stream_.avail_out < wanted) return wanted - stream_.avail_out;
  }
  return 0;
}

void GzipReader::check(int result) {
  switch (result) {
    case Z_OK:
      return;
    case Z_STREAM_END:
      member_ends_.push_back(stream_.total_out + (member_ends_.empty() ? 0 : member_ends_.back()));
      done_ = archive_format(rest_) != ArchiveFormat::gzip;
      if (!done_) inflateReset(&stream_);
      return;
    case Z_MEM_ERROR:
      throw std::bad_alloc();
    case Z_BUF_ERROR:
      if (stream_.avail_out == 0) return;
      throw BadMessage("gzip-truncated",
                       fmt::format("gzip file '{}' ends before its data does", printable(name_)));
    default:
      throw BadMessage("gzip-corrupt", fmt::format("gzip file '{}' is damaged: {}", printable(name_),
                                                   stream_.msg != nullptr ? stream_.msg : "unknown method"));
  }
}

std::uint64_t GzipReader::declared_size(std::string_view bytes) noexcept {
  if (bytes.size() < 4) return 0;
  std::uint64_t size = 0;
  for (int i = 1; i <= 4; ++i) size = size << 8U | static_cast<unsigned char>(bytes.end()[-i]);
  return size;
}

}  // namespace tlsrpt
