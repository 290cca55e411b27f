// SPDX-License-Identifier: Apache-2.0
#include "archive/unpack.hh"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "archive/gzip_reader.hh"
#include "archive/zip_reader.hh"
#include "base/error.hh"
#include "base/log.hh"
#include "base/text.hh"

namespace tlsrpt {
namespace {

constexpr std::uint64_t ratio_matters_from = 1'000'000;  // bytes out; below, a high ratio does no harm
constexpr std::uint64_t trusted_ratio = 16;  // a declared size is believed up to this many bytes a byte in

/// A bound of the whole attachment, not a fault of one entry.
class LimitHit : public BadMessage {
 public:
  using BadMessage::BadMessage;
};

/// The members of a gzip file are one text (RFC 1952, section 2.2). But where one ends as a JSON object does
/// and the next begins as one does, it is two documents: no JSON has "}{" outside of strings.
std::vector<std::string_view> documents_of(std::string_view content,
                                           const std::vector<std::uint64_t>& member_ends) {
  std::vector<std::string_view> documents;
  std::uint64_t document_start = 0;
  std::uint64_t member_start = 0;
  bool object_ended = false;
  for (const std::uint64_t member_end : member_ends) {
    const std::string_view member = trimmed(content.substr(member_start, member_end - member_start));
    if (object_ended && member.starts_with('{')) {
      documents.push_back(content.substr(document_start, member_start - document_start));
      document_start = member_start;
    }
    if (!member.empty()) object_ended = member.ends_with('}');
    member_start = member_end;
  }
  documents.push_back(content.substr(document_start));
  return documents;
}

/// Takes one attachment apart and keeps the account of what it cost.
class Unpacker {
 public:
  Unpacker(std::size_t attachment_bytes, const UnpackLimits& limits)
      : attachment_bytes_(std::max<std::uint64_t>(attachment_bytes, 1)), limits_(limits) {}

  /// \param nesting  archives around `bytes`
  void open(std::string_view bytes, const std::string& name, unsigned nesting) {
    if (nesting >= limits_.max_archive_nesting) {
      throw BadMessage("limit-archive-nesting",
                       fmt::format("'{}' is an archive inside of {} others; {} in all may be",
                                   printable(name), nesting, limits_.max_archive_nesting));
    }
    if (archive_format(bytes) == ArchiveFormat::gzip) {
      open_gzip(bytes, name, nesting);
    } else {
      open_zip(bytes, name, nesting);
    }
  }

  void add_plain(std::string_view bytes, std::string_view name) {
    const Room room = room_left();
    if (bytes.size() > room.bytes) refuse(room);
    documents_.push_back({.file_name = std::string(name), .content = std::string(bytes)});
  }

  void add_failure(std::string_view name, const BadMessage& error) {
    failures_.push_back({std::string(name), error});
  }

  Unpacked take() && { return {std::move(documents_), std::move(failures_), unpacked_bytes_}; }

 private:
  /// How much the next file may give, and the limit that says so.
  struct Room {
    std::uint64_t bytes;
    const char* reason;
  };

  Room room_left() const {
    Room room{limits_.max_document_bytes, "limit-document-bytes"};
    const std::uint64_t total = limits_.max_total_bytes - std::min(unpacked_bytes_, limits_.max_total_bytes);
    if (total < room.bytes) room = {total, "limit-total-bytes"};
    const bool ratio_matters =
        room.bytes / attachment_bytes_ >= limits_.max_ratio;  // so the product fits, too
    if (ratio_matters && room.bytes > ratio_matters_from) {
      const std::uint64_t by_ratio = std::max(ratio_matters_from, attachment_bytes_ * limits_.max_ratio);
      if (by_ratio < room.bytes) room = {by_ratio, "limit-ratio"};
    }
    return room;
  }

  [[noreturn]] static void refuse(const Room& room) {
    throw LimitHit(room.reason,
                   fmt::format("the attachment unpacks to more than the {} bytes left to it; the "
                               "limit can be raised if such reports are expected",
                               room.bytes));
  }

  /// Everything that `read(out, room)` gives until it gives 0, or up to the first byte over the limit.
  template <class Read>
  std::string collect(std::uint64_t size_hint, Read&& read) {
    const Room room = room_left();
    std::string content(std::min(size_hint, room.bytes) + 1, '\0');
    std::size_t filled = 0;
    while (const std::size_t got = read(content.data() + filled, content.size() - filled)) {
      filled += got;
      unpacked_bytes_ += got;
      if (filled > room.bytes) refuse(room);
      if (filled == content.size())
        content.resize(std::min<std::uint64_t>(2 * filled + 4096, room.bytes + 1));
    }
    content.resize(filled);
    return content;
  }

  void open_gzip(std::string_view bytes, const std::string& name, unsigned nesting) {
    GzipReader reader(bytes, name);
    std::string content = collect(std::min(GzipReader::declared_size(bytes), trusted_ratio * bytes.size()),
                                  [&](char* out, std::size_t room) { return reader.read(out, room); });
    const bool garbage = reader.trailing_garbage();
    const std::size_t before = documents_.size();
    if (archive_format(content) != ArchiveFormat::plain) {
      open(content, name, nesting + 1);
    } else if (const auto parts = documents_of(content, reader.member_ends()); parts.size() > 1) {
      check_entries(parts.size(), name);
      for (const std::string_view part : parts) {
        documents_.push_back({.file_name = name, .content = std::string(part)});
      }
    } else {
      documents_.push_back({name, std::move(content), nesting == 0 && !garbage});
    }
    for (std::size_t i = before; i < documents_.size(); ++i) documents_[i].trailing_garbage |= garbage;
  }

  void open_zip(std::string_view bytes, const std::string& name, unsigned nesting) {
    const ZipReader reader(bytes, name);
    std::uint64_t files = 0;
    for (std::uint64_t i = 0; i < reader.entries(); ++i) {
      const ZipEntry entry = reader.entry(i);
      if (entry.name.ends_with('/')) continue;
      check_entries(++files, name);
      try {
        const ZipFile file = reader.open(i);
        std::string content =
            collect(std::min(entry.declared_size, trusted_ratio * bytes.size()),
                    [&](char* out, std::size_t room) { return reader.read(file, out, room); });
        if (archive_format(content) == ArchiveFormat::plain) {
          documents_.push_back({.file_name = entry.name, .content = std::move(content)});
        } else {
          open(content, entry.name, nesting + 1);
        }
      } catch (const LimitHit&) {
        throw;
      } catch (const BadMessage& error) {
        add_failure(entry.name, error);
      }
    }
  }

  void check_entries(std::uint64_t entries, const std::string& name) const {
    if (entries <= limits_.max_archive_entries) return;
    throw LimitHit("limit-archive-entries", fmt::format("archive '{}' holds more than {} files",
                                                        printable(name), limits_.max_archive_entries));
  }

  std::uint64_t attachment_bytes_;
  const UnpackLimits& limits_;
  std::uint64_t unpacked_bytes_ = 0;
  std::vector<Document> documents_;
  std::vector<UnpackFailure> failures_;
};

}  // namespace

ArchiveFormat archive_format(std::string_view bytes) noexcept {
  if (bytes.starts_with("\x1f\x8b")) return ArchiveFormat::gzip;
  // A file, an empty archive, one that was cut into volumes; "PK" alone may begin a text.
  for (const std::string_view signature : {"PK\3\4", "PK\5\6", "PK\7\10"}) {
    if (bytes.starts_with(signature)) return ArchiveFormat::zip;
  }
  return ArchiveFormat::plain;
}

Unpacked unpack(std::string_view bytes, std::string_view file_name, const UnpackLimits& limits) {
  Unpacker unpacker(bytes.size(), limits);
  try {
    if (archive_format(bytes) == ArchiveFormat::plain) {
      unpacker.add_plain(bytes, file_name);
    } else {
      unpacker.open(bytes, std::string(file_name), 0);
    }
  } catch (const BadMessage& error) {
    unpacker.add_failure(file_name, error);
  }
  return std::move(unpacker).take();
}

}  // namespace tlsrpt
