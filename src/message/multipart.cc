// SPDX-License-Identifier: Apache-2.0
#include "message/multipart.hh"

#include <algorithm>

#include "message/header.hh"

namespace tlsrpt {
namespace {

/// Fills level and closes when `line`, which starts with two dashes, is a delimiter.
bool match(std::string_view line, const std::vector<OpenMultipart>& open, Delimiter& found) {
  const std::string_view text = line.substr(2, line.find_last_not_of(" \t\r\n") - 1);
  for (found.level = open.size(); found.level-- > 0;) {
    const std::string_view boundary = open[found.level].boundary;
    if (!text.starts_with(boundary)) continue;
    const std::string_view rest = text.substr(boundary.size());
    found.closes = rest == "--";
    if (rest.empty() || found.closes) return true;
  }
  return false;
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

Delimiter find_delimiter(std::string_view text, const std::vector<OpenMultipart>& open) {
  std::size_t start = text.starts_with("--") ? 0 : text.find("\n--");
  while (!open.empty() && start != std::string_view::npos) {
    if (text[start] == '\n') ++start;
    const std::string_view line = first_line(text.substr(start));
    Delimiter found;
    if (match(line, open, found)) {
      found.before = without_line_end(text.substr(0, start));
      found.behind = text.substr(start + line.size());
      return found;
    }
    // The line end is where the next line may be found.
    start = text.find("\n--", start + line.size() - 1);
  }
  return {.before = text, .behind = {}, .level = open.size(), .closes = false};
}

}  // namespace tlsrpt
