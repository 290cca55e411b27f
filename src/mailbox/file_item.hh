// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

namespace tlsrpt {

/// What a file holds, told from its bytes.
enum class FileKind {
  mail,      ///< one RFC 5322 message
  document,  ///< JSON, gzip or zip: a bare report
};

/// One mail or bare report out of a file. The views are valid during the call only.
struct FileItem {
  std::string_view path;     ///< as found, e.g. "reports/a.eml"
  std::uint32_t number = 1;  ///< 1-based place in an mbox file, else 1
  FileKind kind = FileKind::mail;
  std::string_view bytes;               ///< empty when too_large
  std::uint64_t size = 0;               ///< bytes of the mail or document in the file
  bool too_large = false;               ///< over max_item_bytes: not read
  std::chrono::sys_seconds modified{};  ///< file time, UTC; stands in for INTERNALDATE
};

using ReceiveItem = std::function<void(const FileItem&)>;

}  // namespace tlsrpt
