// SPDX-License-Identifier: Apache-2.0
#include "mailbox/mbox.hh"

#include <algorithm>

namespace tlsrpt {
namespace {

constexpr std::string_view from_mark = "From ";

/// Takes the first line with its line end off `rest`, which is not empty.
std::string_view take_line(std::string_view& rest) noexcept {
  const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
  rest.remove_prefix(line.size());
  return line;
}

bool is_quoted(std::string_view line) noexcept {
  const std::string_view unquoted = line.substr(std::min(line.find_first_not_of('>'), line.size()));
  return unquoted.size() < line.size() && unquoted.starts_with(from_mark);
}

}  // namespace

bool is_mbox(std::string_view bytes) noexcept {
  return bytes.starts_with(from_mark);
}

std::string_view take_mbox_mail(std::string_view& rest) noexcept {
  take_line(rest);
  const auto is_behind_empty_line = [&](std::size_t start) {
    const std::string_view before = rest.substr(0, start);
    return before == "\n" || before == "\r\n" || before.ends_with("\n\n") || before.ends_with("\n\r\n");
  };
  std::size_t start = 0;
  do {
    start = rest.find("\nFrom ", start);
    if (start == std::string_view::npos) {
      start = rest.size();
      break;
    }
    ++start;
  } while (!is_behind_empty_line(start));
  std::string_view mail = rest.substr(0, start);
  rest.remove_prefix(start);
  if (rest.empty()) return mail;
  mail.remove_suffix(mail.ends_with("\r\n") ? 2 : 1);
  return mail;
}

bool has_quoted_from(std::string_view mail) noexcept {
  if (is_quoted(mail)) return true;
  for (std::size_t at = mail.find("\n>"); at != std::string_view::npos; at = mail.find("\n>", at + 1)) {
    if (is_quoted(mail.substr(at + 1))) return true;
  }
  return false;
}

std::string unquote_from(std::string_view mail) {
  std::string result;
  result.reserve(mail.size());
  while (!mail.empty()) {
    const std::string_view line = take_line(mail);
    result += line.substr(is_quoted(line) ? 1 : 0);
  }
  return result;
}

}  // namespace tlsrpt
