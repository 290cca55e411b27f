// SPDX-License-Identifier: Apache-2.0
#include "report/datetime.hh"

#include <charconv>

#include "base/text.hh"

namespace tlsrpt {

namespace {

/// Takes fields off the front of a text; once a field did not fit, ok() stays false.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) noexcept {
    int value = 0;
    const auto* const end = rest_.data() + count;
    if (rest_.size() < count || rest_.front() == '-' ||
        std::from_chars(rest_.data(), end, value).ptr != end) {
      ok_ = false;
      return 0;
    }
    rest_.remove_prefix(count);
    return value;
  }

  bool skip(std::string_view any_of) noexcept {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view any_of) noexcept { ok_ = skip(any_of) && ok_; }
  void skip_digits() noexcept {
    while (skip("0123456789")) {
    }
  }

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] char next() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::chrono::seconds read_time(Scanner& scanner) noexcept {
  const std::chrono::hours hours{scanner.digits(2)};
  scanner.expect(":");
  const std::chrono::minutes minutes{scanner.digits(2)};
  std::chrono::seconds seconds{0};
  if (scanner.skip(":")) seconds = std::chrono::seconds{scanner.digits(2)};
  if (scanner.skip(".,")) scanner.skip_digits();
  if (hours.count() > 24 || minutes.count() > 59 || seconds.count() > 60) scanner.expect("");
  return hours + minutes + seconds;
}

std::chrono::seconds read_offset(Scanner& scanner) noexcept {
  const int sign = scanner.next() == '-' ? -1 : 1;
  scanner.expect("+-");
  const std::chrono::hours hours{scanner.digits(2)};
  scanner.skip(":");
  const std::chrono::minutes minutes{scanner.digits(2)};
  if (hours.count() > 24 || minutes.count() > 59) scanner.expect("");
  return sign * std::chrono::seconds{hours + minutes};
}

}  // namespace

std::optional<ReadDatetime> read_datetime(std::string_view text) noexcept {
  Scanner scanner(trimmed(text));
  const std::chrono::year year{scanner.digits(4)};
  scanner.expect("-");
  const std::chrono::month month{static_cast<unsigned>(scanner.digits(2))};
  scanner.expect("-");
  const std::chrono::day day{static_cast<unsigned>(scanner.digits(2))};
  const std::chrono::year_month_day date{year, month, day};
  if (!scanner.ok() || !date.ok()) return {};

  ReadDatetime result{std::chrono::sys_days{date}};
  if (scanner.skip("Tt ")) result.time += read_time(scanner);
  scanner.skip(" ");
  if (scanner.at_end()) {
    result.without_zone = true;
  } else if (!scanner.skip("Zz")) {
    result.time -= read_offset(scanner);
  }
  if (!scanner.ok() || !scanner.at_end()) return {};
  return result;
}

}  // namespace tlsrpt
