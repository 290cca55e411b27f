// SPDX-License-Identifier: Apache-2.0
#include "mailbox/files.hh"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

#include "base/error.hh"
#include "base/log.hh"
#include "mailbox/input_file.hh"
#include "mailbox/mbox.hh"

namespace tlsrpt {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t release_step = 16'000'000;  // bytes of an mbox between two releases of its memory

FileKind kind_of(std::string_view bytes) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.starts_with("\x1f\x8b") || bytes.starts_with("PK\x03\x04")) return FileKind::document;
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  const bool json = first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
  return json ? FileKind::document : FileKind::mail;
}

/// Hands out what lies below one path.
class Walk {
 public:
  Walk(std::uint64_t max_item_bytes, const ReceiveItem& receive)
      : max_item_bytes_(max_item_bytes), receive_(receive) {}

  void any(const fs::path& path) const {
    if (!fs::is_directory(path)) {
      file(path);
    } else if (is_maildir(path)) {
      maildir(path);
    } else {
      folder(path);
    }
  }

 private:
  static bool is_maildir(const fs::path& path) {
    return fs::is_directory(path / "cur") && fs::is_directory(path / "new");
  }

  static std::vector<fs::directory_entry> sorted_entries(const fs::path& path) {
    std::vector<fs::directory_entry> entries;
    std::ranges::copy(fs::directory_iterator(path), std::back_inserter(entries));
    std::ranges::sort(entries, {},
                      [](const auto& entry) -> const std::string& { return entry.path().native(); });
    return entries;
  }

  void folder(const fs::path& path) const {
    for (const fs::directory_entry& entry : sorted_entries(path)) {
      if (entry.path().filename().native().starts_with('.')) continue;
      // A link to a folder may lead back up here.
      const bool is_folder = entry.is_directory();
      if (is_folder && !entry.is_symlink()) any(entry.path());
      if (!is_folder && entry.is_regular_file()) file(entry.path());
    }
  }

  /// `new` first: a mail that another program moves meanwhile from there to `cur` is read twice, not missed.
  void maildir(const fs::path& path) const {
    folder(path / "new");
    folder(path / "cur");
    for (const fs::directory_entry& entry : sorted_entries(path)) {
      if (is_maildir(entry.path()) && !entry.is_symlink()) maildir(entry.path());
    }
  }

  void file(const fs::path& path) const {
    const InputFile file(path.native());
    if (is_mbox(file.bytes())) {
      mbox(path, file);
    } else {
      item({.path = path.native(),
            .kind = kind_of(file.bytes()),
            .bytes = file.bytes(),
            .modified = file.modified()});
    }
  }

  void mbox(const fs::path& path, const InputFile& file) const {
    std::size_t released = 0;
    std::uint32_t number = 0;
    for (std::string_view rest = file.bytes(); !rest.empty();) {
      const std::string_view mail = take_mbox_mail(rest);
      FileItem mail_item{
          .path = path.native(), .number = ++number, .bytes = mail, .modified = file.modified()};
      std::string unquoted;
      if (mail.size() <= max_item_bytes_ && has_quoted_from(mail)) {
        unquoted = unquote_from(mail);
        mail_item.bytes = unquoted;
      }
      item(mail_item);
      const std::size_t done = file.bytes().size() - rest.size();
      if (done - released < release_step) continue;
      file.release(done);
      released = done;
    }
  }

  void item(FileItem item) const {
    item.size = item.bytes.size();
    item.too_large = item.size > max_item_bytes_;
    if (item.too_large) item.bytes = {};
    receive_(item);
  }

  std::uint64_t max_item_bytes_;
  const ReceiveItem& receive_;
};

/// Fills `room` as far as the descriptor gives bytes.
/// \return  how many came; less than there is room only at the end
std::size_t read_full(int descriptor, char* out, std::size_t room) {
  std::size_t filled = 0;
  while (filled < room) {
    const ssize_t got = read(descriptor, out + filled, room - filled);
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw Unavailable("cannot read standard input: " + std::generic_category().message(errno));
    }
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

}  // namespace

void read_path(const std::string& path, std::uint64_t max_item_bytes, const ReceiveItem& receive) {
  try {
    Walk(max_item_bytes, receive).any(path);
  } catch (const fs::filesystem_error& error) {
    throw BadSetup(fmt::format("cannot read {}: {}; check the path and its permissions",
                               printable(error.path1().native()), error.code().message()));
  }
}

std::uint64_t size_of_path(const std::string& path) noexcept {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return fs::file_size(path, error);
  std::uint64_t bytes = 0;
  for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (entry->is_regular_file(gone)) bytes += entry->file_size(gone);
  }
  return bytes;
}

void read_descriptor(int descriptor, std::uint64_t max_item_bytes, const ReceiveItem& receive) {
  constexpr std::size_t piece_size = 65'536;
  struct stat status {};
  if (fstat(descriptor, &status) != 0) {
    throw Unavailable("cannot read standard input: " + std::generic_category().message(errno));
  }
  std::string bytes;
  std::string piece(piece_size, '\0');
  std::uint64_t size = 0;
  for (std::size_t got = piece_size; got == piece_size; size += got) {
    got = read_full(descriptor, piece.data(), piece_size);
    if (size <= max_item_bytes) bytes.append(piece, 0, got);
  }
  FileItem item;
  item.path = "-";
  item.kind = kind_of(bytes);
  item.size = size;
  item.too_large = size > max_item_bytes;
  if (!item.too_large) item.bytes = bytes;
  item.modified = std::chrono::sys_seconds(std::chrono::seconds(status.st_mtim.tv_sec));
  receive(item);
}

}  // namespace tlsrpt
