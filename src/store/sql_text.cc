// SPDX-License-Identifier: Apache-2.0
#include "store/sql_text.hh"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <charconv>

namespace tlsrpt {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

/// \param out  has room for two characters a byte
template <class Bytes>
void write_hex(const Bytes& bytes, char* out) {
  for (const auto byte : bytes) {
    *out++ = digits[static_cast<std::uint8_t>(byte) >> 4U];
    *out++ = digits[static_cast<std::uint8_t>(byte) & 0xFU];
  }
}

}  // namespace

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string out(bytes.size() * 2, '\0');
  write_hex(bytes, out.data());
  return out;
}

std::string uuid_text(const ReportKey& key) {
  const std::string plain = hex(key);
  const std::string_view all = plain;
  return fmt::format(FMT_COMPILE("{}-{}-{}-{}-{}"), all.substr(0, 8), all.substr(8, 4), all.substr(12, 4),
                     all.substr(16, 4), all.substr(20));
}

std::optional<ReportKey> read_uuid(std::string_view text) noexcept {
  ReportKey key{};
  auto next = key.begin();
  if (text.size() != 36) return {};
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i++] != '-') return {};
      continue;
    }
    const auto* const end = text.data() + i + 2;
    if (std::from_chars(text.data() + i, end, *next++, 16).ptr != end) return {};
    i += 2;
  }
  return key;
}

std::string bytea_text(std::string_view bytes) {
  std::string out(2 + bytes.size() * 2, '\\');
  out[1] = 'x';
  write_hex(bytes, out.data() + 2);
  return out;
}

std::string from_hex(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::uint8_t byte = 0;
    std::from_chars(digits.data() + 2 * i, digits.data() + 2 * i + 2, byte, 16);
    bytes[i] = static_cast<char>(byte);
  }
  return bytes;
}

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}"), static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string time_text(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format(FMT_COMPILE("{} {:02}:{:02}:{:02}+00"), date_text(day), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<std::string> null_if_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

void ArrayText::add(std::string_view element) {
  begin_element();
  text_.push_back('"');
  for (const char c : element) {
    if (c == '"' || c == '\\') text_.push_back('\\');
    text_.push_back(c);
  }
  text_.push_back('"');
}

void ArrayText::add(std::int64_t element) {
  begin_element();
  text_.append(std::to_string(element));
}

void ArrayText::begin_element() {
  if (text_.size() > 1) text_.push_back(',');
}

}  // namespace tlsrpt
