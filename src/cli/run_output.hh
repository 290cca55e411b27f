// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/log.hh"
#include "cli/settings.hh"
#include "ingest/run.hh"

namespace tlsrpt {

/// Tells a person what a run of fetch or load does: under cron only what needs somebody, on a terminal a
/// summary and how far it is, with --verbose a line a mail.
class RunOutput {
 public:
  RunOutput(const Settings& settings, std::string source);
  ~RunOutput();
  RunOutput(const RunOutput&) = delete;
  RunOutput& operator=(const RunOutput&) = delete;

  /// Valid as long as this object.
  [[nodiscard]] RunEvents events();
  /// How much there is to read where the number of mails is not known beforehand.
  void expect_bytes(std::uint64_t total) { total_bytes_ = total; }
  [[nodiscard]] bool shows_progress() const noexcept { return progress_on_; }
  /// Ends the progress line and prints the summary.
  void finish();
  [[nodiscard]] const RunCounts& counts() const noexcept { return counts_; }

 private:
  void settled(const NewMessage& message, const MessageResult& result);
  void draw_progress();
  void clear_progress();

  std::string source_;
  Log log_;
  bool dry_run_;
  bool progress_on_;
  bool summary_on_;
  bool progress_drawn_ = false;
  RunCounts counts_;
  std::uint64_t total_ = 0;
  std::uint64_t total_bytes_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t read_bytes_ = 0;
  std::uint64_t warned_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace tlsrpt
