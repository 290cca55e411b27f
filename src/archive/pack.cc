// SPDX-License-Identifier: Apache-2.0
#include "archive/pack.hh"

#include <zlib.h>

#include <stdexcept>

#include "base/handle.hh"

namespace tlsrpt {

std::string gzip(std::string_view bytes, int level) {
  constexpr int gzip_window = 15 + 16;
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib cannot start to compress");
  }
  const Handle<z_stream, deflateEnd> owner(&stream);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib cannot compress");
  packed.resize(stream.total_out);
  return packed;
}

}  // namespace tlsrpt
