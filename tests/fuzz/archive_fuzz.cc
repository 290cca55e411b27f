// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "archive/pack.hh"
#include "archive/unpack.hh"
#include "check.hh"

namespace tlsrpt::fuzz {

namespace {

constexpr UnpackLimits limits{.max_document_bytes = 200'000,
                              .max_total_bytes = 300'000,
                              .max_ratio = 1'000,
                              .max_archive_entries = 5,
                              .max_archive_nesting = 3};

bool are_equal(const Document& a, const Document& b) {
  return a.file_name == b.file_name && a.content == b.content && a.is_whole_gzip == b.is_whole_gzip &&
         a.trailing_garbage == b.trailing_garbage;
}

Unpacked documents_of(std::string_view bytes) {
  Unpacked unpacked = unpack(bytes, "name", limits);
  std::uint64_t total = 0;
  for (const Document& document : unpacked.documents) {
    total += document.content.size();
    check(document.content.size() <= limits.max_document_bytes, "at most max_document_bytes");
    if (!document.is_whole_gzip) continue;
    check(unpacked.documents.size() == 1 && archive_format(bytes) == ArchiveFormat::gzip,
          "a whole gzip file");
    check(!document.trailing_garbage, "a gzip file of just this document");
  }
  check(total <= limits.max_total_bytes, "at most max_total_bytes");
  check(unpacked.documents.size() <= 25, "at most max_archive_entries in each archive");
  for (const UnpackFailure& failure : unpacked.failures) {
    check(!failure.error.reason().empty(), "a reason");
    check_text(failure.error.what());
  }
  return unpacked;
}

void check_attachment(std::string_view bytes) {
  const Unpacked first = documents_of(bytes);
  const Unpacked second = documents_of(bytes);
  check(std::ranges::equal(first.documents, second.documents, are_equal) &&
            first.failures.size() == second.failures.size(),
        "the same again");
  // Also opens what no mutation keeps whole: an archive inside of a gzip file.
  static_cast<void>(documents_of(gzip(bytes)));

  const std::string plain = "plain " + std::string(bytes);
  const Unpacked back = documents_of(gzip(plain));
  check(back.documents.size() == 1 && back.documents.front().content == plain, "gunzip(gzip(x)) == x");
}

}  // namespace

}  // namespace tlsrpt::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  tlsrpt::fuzz::check_attachment({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
