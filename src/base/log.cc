// SPDX-License-Identifier: Apache-2.0
#include "base/log.hh"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ostream>

#include "base/text.hh"

namespace tlsrpt {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Controls, bidirectional overrides, line separators and characters that draw nothing (Unicode categories Cc,
// Cf, Zl and Zp, and the fillers that look like nothing at all); the emoji variation selectors are harmless
// and stay.
constexpr std::array<Range, 24> unprintable{{
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x0600, 0x0605},
    {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0x110BD, 0x110BD}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
}};

bool is_printable(char32_t character) {
  const auto* range = std::ranges::lower_bound(unprintable, character, {}, &Range::last);
  return range == unprintable.end() || character < range->first;
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string result;
  result.reserve(std::min(text.size(), max_bytes));
  while (!text.empty()) {
    const Utf8Character decoded = first_character(text);
    const std::size_t taken = std::max<std::size_t>(decoded.bytes, 1);
    std::string shown(text.substr(0, taken));
    if (decoded.bytes == 0 || (taken == 1 && !is_printable(decoded.code))) {
      shown = fmt::format("\\x{:02X}", static_cast<std::uint8_t>(text.front()));
    } else if (!is_printable(decoded.code)) {
      shown = fmt::format("\\u{{{:04X}}}", static_cast<std::uint32_t>(decoded.code));
    }
    if (result.size() + shown.size() > max_bytes) return result + "…";
    result += shown;
    text.remove_prefix(taken);
  }
  return result;
}

void Log::info(std::string_view line) const {
  if (verbose_) *out_ << fmt::format("{}\n", line) << std::flush;
}

void Log::warning(std::string_view line) const {
  *out_ << fmt::format("warning: {}\n", line) << std::flush;
}

}  // namespace tlsrpt
