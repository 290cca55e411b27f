// SPDX-License-Identifier: Apache-2.0
#include "archive/zip_reader.hh"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hh"

namespace tlsrpt {

ZipReader::ZipReader(std::string_view bytes, std::string_view name) : name_(name) {
  zip_error_t error;
  zip_error_init(&error);
  const Handle<zip_error_t, zip_error_fini> owner(&error);
  Handle<zip_source_t, zip_source_free> source(
      zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
  if (source) archive_.reset(zip_open_from_source(source.get(), ZIP_RDONLY, &error));
  if (!archive_) throw corrupt(zip_error_strerror(&error));
  static_cast<void>(source.release());  // now the archive's
}

std::uint64_t ZipReader::entries() const noexcept {
  return static_cast<std::uint64_t>(std::max<zip_int64_t>(zip_get_num_entries(archive_.get(), 0), 0));
}

zip_stat_t ZipReader::stat(std::uint64_t index) const {
  zip_stat_t stat;
  if (zip_stat_index(archive_.get(), index, ZIP_FL_ENC_RAW, &stat) != 0) {
    throw corrupt(zip_strerror(archive_.get()));
  }
  return stat;
}

ZipEntry ZipReader::entry(std::uint64_t index) const {
  const zip_stat_t found = stat(index);
  return {found.name, found.size};
}

ZipFile ZipReader::open(std::uint64_t index) const {
  const zip_stat_t found = stat(index);
  if (found.encryption_method != ZIP_EM_NONE) {
    throw BadMessage("zip-encrypted",
                     fmt::format("zip file '{}' is encrypted; only plain ones are read", printable(name_)));
  }
  // What else libzip may know (LZMA, Zstandard) takes as much memory as the file asks for.
  if (found.comp_method != ZIP_CM_STORE && found.comp_method != ZIP_CM_DEFLATE) {
    throw corrupt(fmt::format("compression method {} is neither store nor deflate", found.comp_method));
  }
  ZipFile file(zip_fopen_index(archive_.get(), index, 0));
  if (!file) throw corrupt(zip_strerror(archive_.get()));
  return file;
}

std::size_t ZipReader::read(const ZipFile& file, char* out, std::size_t room) const {
  const zip_int64_t got = zip_fread(file.get(), out, room);
  if (got < 0) throw corrupt(zip_error_strerror(zip_file_get_error(file.get())));
  return static_cast<std::size_t>(got);
}

BadMessage ZipReader::corrupt(std::string_view why) const {
  return BadMessage("zip-corrupt", fmt::format("zip file '{}' is damaged: {}", printable(name_), why));
}

}  // namespace tlsrpt
