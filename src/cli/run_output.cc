// SPDX-License-Identifier: Apache-2.0
#include "cli/run_output.hh"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <utility>

namespace tlsrpt {

namespace {

/// Warnings about single mails in one run; a flood of refused mails must not flood the cron mail.
constexpr std::uint64_t max_warnings = 20;

std::string describe(const NewDocument& document, const DocumentResult& result) {
  std::string text(to_string(result.outcome));
  if (!document.file_name.empty()) text += " " + printable(document.file_name, 200);
  if (const auto* report = std::get_if<NewReport>(&document.content)) {
    text += fmt::format(" from {}", printable(report->report.organization_name, 100));
  }
  if (!result.reason.empty()) text += fmt::format(": {} ({})", result.reason, printable(result.detail, 300));
  if (!result.json_path.empty()) text += fmt::format(" at {}", printable(result.json_path, 200));
  return text;
}

std::string describe(const std::string& source, const NewMessage& message, const MessageResult& result) {
  std::string text = message.path.empty() ? fmt::format("{} UID {}", printable(source), message.uid)
                     : message.uid > 1    ? fmt::format("{} (mail {})", printable(message.path), message.uid)
                                          : printable(message.path);
  if (message.documents.size() != 1) text += fmt::format(": {}", to_string(result.outcome));
  for (std::size_t i = 0; i < message.documents.size(); ++i) {
    text += fmt::format(": {}", describe(message.documents[i], result.documents[i]));
  }
  return text;
}

}  // namespace

RunOutput::RunOutput(const Settings& settings, std::string source)
    : source_(std::move(source)),
      log_(std::cerr, settings.flag("verbose") || settings.flag("dry-run")),
      dry_run_(settings.flag("dry-run")),
      progress_on_(isatty(STDERR_FILENO) == 1 && !log_.verbose()),
      summary_on_(isatty(STDOUT_FILENO) == 1 || log_.verbose()) {}

RunOutput::~RunOutput() {
  clear_progress();
}

RunEvents RunOutput::events() {
  RunEvents events;
  events.planned = [this](std::uint64_t total) { total_ = read_ + total; };
  events.interrupted = [this](std::string_view why) {
    clear_progress();
    log_.info(fmt::format("{}; going on over a new connection", why));
  };
  events.read = [this](std::uint64_t bytes) {
    ++read_;
    read_bytes_ += bytes;
    draw_progress();
  };
  events.settled = [this](const NewMessage& message, const MessageResult& result) {
    settled(message, result);
  };
  return events;
}

void RunOutput::settled(const NewMessage& message, const MessageResult& result) {
  counts_.add(result);
  const bool needs_person = result.outcome == Outcome::rejected || result.outcome == Outcome::conflict;
  if (needs_person && !dry_run_ && ++warned_ > max_warnings) return;
  if (!needs_person && !log_.verbose()) return;
  clear_progress();
  const std::string line = describe(source_, message, result);
  needs_person ? log_.warning(line) : log_.info(line);
}

void RunOutput::draw_progress() {
  using namespace std::chrono;
  const auto now = steady_clock::now();
  if (!progress_on_ || now - drawn_ < milliseconds{200}) return;
  drawn_ = now;
  const double seconds = std::max(duration<double>(now - started_).count(), 0.001);
  const std::string of_total = total_ > 0 ? fmt::format(" of {}", total_) : std::string{};
  std::string line =
      fmt::format("\r{}{} mails, {:.0f}/s", read_, of_total, static_cast<double>(read_) / seconds);
  const auto done = static_cast<double>(total_ > 0 ? read_ : read_bytes_);
  const auto all = static_cast<double>(total_ > 0 ? total_ : total_bytes_);
  if (done > 0 && done <= all) line += fmt::format(", {:.0f} s left", seconds * (all - done) / done);
  std::cerr << line << "\x1b[K" << std::flush;
  progress_drawn_ = true;
}

void RunOutput::clear_progress() {
  if (!std::exchange(progress_drawn_, false)) return;
  std::cerr << "\r\x1b[K" << std::flush;
}

void RunOutput::finish() {
  clear_progress();
  if (warned_ > max_warnings) {
    log_.warning(fmt::format("{}: {} more mails were refused or conflict; see table tlsrpt.ingest_document",
                             printable(source_), warned_ - max_warnings));
  }
  if (!summary_on_) return;
  std::cout << fmt::format(
      "{}{}: {} mails: {} stored ({} reports), {} duplicate, {} conflict, {} without report, {} rejected\n",
      dry_run_ ? "dry run, nothing changed: " : "", printable(source_), counts_.messages, counts_.stored,
      counts_.new_reports, counts_.duplicate, counts_.conflict, counts_.no_report, counts_.rejected);
}

}  // namespace tlsrpt
