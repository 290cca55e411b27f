// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "archive/pack.hh"

namespace tlsrpt {

/// Writes a zip file byte by byte, so that a test can let it lie.
class ZipBuilder {
 public:
  struct Entry {
    std::string name;
    std::string content;
    bool deflated = true;
    bool encrypted = false;
    std::int64_t size_lie = 0;       ///< added to the unpacked size in the directory
    std::uint32_t checksum_lie = 0;  ///< xored into the checksum
    std::uint16_t method_lie = 0;    ///< in place of the true method, unless 0
  };

  ZipBuilder& add(Entry entry) {
    const std::string packed = entry.deflated ? deflated(entry.content) : entry.content;
    const auto* bytes = reinterpret_cast<const Bytef*>(entry.content.data());
    const auto checksum = static_cast<std::uint32_t>(crc32_z(0, bytes, entry.content.size()));
    const auto method = static_cast<std::uint16_t>(entry.deflated ? 8 : 0);
    std::string common;
    put(common, 20, 2);  // version needed
    put(common, entry.encrypted ? 1 : 0, 2);
    put(common, entry.method_lie != 0 ? entry.method_lie : method, 2);
    put(common, 0, 4);  // time and date
    put(common, checksum ^ entry.checksum_lie, 4);
    put(common, packed.size(), 4);
    put(common, static_cast<std::uint64_t>(static_cast<std::int64_t>(entry.content.size()) + entry.size_lie),
        4);
    put(common, entry.name.size(), 2);
    put(common, 0, 2);  // extra field

    directory_ += "PK\x01\x02";
    put(directory_, 20, 2);  // version made by
    directory_ += common;
    put(directory_, 0, 10);  // comment, disk, attributes
    put(directory_, files_.size(), 4);
    directory_ += entry.name;
    files_ += "PK\x03\x04" + common + entry.name + packed;
    ++count_;
    return *this;
  }

  [[nodiscard]] std::string build() const {
    std::string end = "PK\x05\x06";
    put(end, 0, 4);  // disks
    put(end, count_, 2);
    put(end, count_, 2);
    put(end, directory_.size(), 4);
    put(end, files_.size(), 4);
    put(end, 0, 2);  // comment
    return files_ + directory_ + end;
  }

 private:
  /// A gzip member without its header and trailer.
  static std::string deflated(std::string_view content) {
    const std::string member = gzip(content);
    return member.substr(10, member.size() - 18);
  }

  static void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
      out += static_cast<char>(value & 0xFFU);
      value >>= 8U;
    }
  }

  std::string files_;
  std::string directory_;
  std::uint16_t count_ = 0;
};

}  // namespace tlsrpt
