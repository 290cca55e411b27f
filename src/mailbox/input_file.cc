// SPDX-License-Identifier: Apache-2.0
#include "mailbox/input_file.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.hh"
#include "base/log.hh"

namespace tlsrpt {
namespace {

// A map costs more than reading that much, the more so with several threads.
constexpr std::size_t largest_read = 256 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

BadSetup unreadable(const std::string& path) {
  return BadSetup(fmt::format("cannot read {}: {}; check the path and its permissions", printable(path),
                              std::generic_category().message(errno)));
}

/// Less than `size` bytes where the file was cut meanwhile.
std::string read_all(int descriptor, std::size_t size, const std::string& path) {
  std::string content(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = read(descriptor, content.data() + filled, size - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw unreadable(path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.resize(filled);
  return content;
}

}  // namespace

InputFile::InputFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || fstat(file.number(), &status) != 0) throw unreadable(path);
  if (!S_ISREG(status.st_mode)) {
    throw BadSetup(
        fmt::format("{} is neither a file nor a folder; use - for standard input", printable(path)));
  }
  modified_ = std::chrono::sys_seconds(std::chrono::seconds(status.st_mtim.tv_sec));
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size <= largest_read) {
    content_ = read_all(file.number(), size, path);
    bytes_ = content_;
    return;
  }
  void* const map = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (map == MAP_FAILED) throw unreadable(path);
  bytes_ = {static_cast<const char*>(map), size};
}

InputFile::~InputFile() {
  if (bytes_.size() > largest_read) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

void InputFile::release(std::size_t count) const noexcept {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  if (bytes_.size() > largest_read && count >= page)
    madvise(const_cast<char*>(bytes_.data()), count / page * page, MADV_DONTNEED);
}

}  // namespace tlsrpt
