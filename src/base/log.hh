// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace tlsrpt {

/// Foreign text made safe for a terminal or a log line: control characters, escape sequences, bidirectional
/// overrides, invisible format characters and invalid UTF-8 become `\xNN` or `\u{NNNN}`; all other text
/// stays. \param max_bytes  longer text is cut at a character and ends in "…"
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_bytes = 1000);

/// Where a command says what happened. Under cron only what needs a person is printed: `verbose` off drops
/// `info`, never `warning`. The caller escapes foreign text with printable().
class Log {
 public:
  /// \param out  not owned; must outlive the log
  Log(std::ostream& out, bool verbose) : out_(&out), verbose_(verbose) {}

  void info(std::string_view line) const;
  void warning(std::string_view line) const;
  [[nodiscard]] bool verbose() const noexcept { return verbose_; }

 private:
  std::ostream* out_;
  bool verbose_;
};

}  // namespace tlsrpt
