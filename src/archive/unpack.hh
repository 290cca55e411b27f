// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hh"

namespace tlsrpt {

/// What an attachment may cost. A bound that is hit ends the unpacking at the bound, not after it.
struct UnpackLimits {
  std::uint64_t max_document_bytes = 20'000'000;  ///< bytes of one unpacked document
  std::uint64_t max_total_bytes = 40'000'000;     ///< bytes unpacked together
  std::uint64_t max_ratio = 1'000;                ///< bytes out a byte in, looked at from 1 MB out on
  std::uint64_t max_archive_entries = 100;        ///< files in a zip
  unsigned max_archive_nesting = 2;  ///< archives inside one another; 2: a zip in a gzip or the like
};

/// One unpacked document.
struct Document {
  std::string file_name;  ///< entry name inside a zip, else the attachment's; as it came
  std::string content;    ///< unpacked bytes
  /// The whole attachment was one gzip file with just this document: its bytes may be stored as they came.
  bool is_whole_gzip = false;
  bool trailing_garbage = false;  ///< bytes behind the last gzip member were left out (quirk Q30)
};

/// A document that could not be unpacked.
struct UnpackFailure {
  std::string file_name;  ///< as in Document; the attachment's when a limit ended the unpacking
  BadMessage error;       ///< "gzip-truncated", "gzip-corrupt", "zip-corrupt", "zip-encrypted", or a limit
};

struct Unpacked {
  std::vector<Document> documents;
  std::vector<UnpackFailure> failures;
  std::uint64_t bytes = 0;  ///< unpacked, also what a limit then refused
};

/// What stands in the first bytes (quirk Q28): 1f 8b gzip, "PK" zip, else plain.
enum class ArchiveFormat { plain, gzip, zip };
[[nodiscard]] ArchiveFormat archive_format(std::string_view bytes) noexcept;

/// Takes the documents out of an attachment: gzip (all members), zip (all files), one inside the other, or
/// plain bytes, which come back as they are. Bytes decide, never the name. A bad entry of a zip does not lose
/// its neighbours; a limit that is hit ("limit-document-bytes", "limit-total-bytes", "limit-ratio",
/// "limit-archive-entries"; "limit-archive-nesting" for its entry alone) loses what comes behind it.
[[nodiscard]] Unpacked unpack(std::string_view bytes, std::string_view file_name, const UnpackLimits& limits);

}  // namespace tlsrpt
