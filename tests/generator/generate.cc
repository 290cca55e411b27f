// SPDX-License-Identifier: Apache-2.0
#include "generate.hh"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/pack.hh"
#include "mail.hh"
#include "random.hh"
#include "scenario.hh"

namespace tlsrpt {

namespace {

/// The settings with nothing left to choose.
GeneratorSettings completed(GeneratorSettings settings) {
  if (settings.domains > 0) return settings;
  if (settings.days == 0) settings.days = 30;
  // A domain gets about two reports a day.
  const std::uint64_t needed = 1 + settings.count * 2 / 3 / settings.days;
  settings.domains = static_cast<std::uint32_t>(std::max<std::uint64_t>(needed, 12));
  return settings;
}

class Generator {
 public:
  explicit Generator(const GeneratorSettings& settings)
      : settings_(settings),
        scenario_(settings.seed, settings.first_day, settings.domains),
        writer_(settings.out, settings.format),
        random_{settings.seed, settings.count} {}

  Manifest run() && {
    for (envelope_.number = 1; envelope_.number <= settings_.count; ++envelope_.number) {
      const bool is_odd = odd_up_to(envelope_.number) > odd_up_to(envelope_.number - 1);
      is_odd ? write_odd() : write_next();
    }
    writer_.close();
    return std::move(manifest_);
  }

 private:
  /// Odd ones among the first `number` mails: evenly spread, and never the first mail.
  [[nodiscard]] std::uint64_t odd_up_to(std::uint64_t number) const { return number * settings_.odd / 100; }

  void write(const std::string& mail, ExpectedOutcome outcome) {
    manifest_.add_mail(outcome, mail.size());
    writer_.write(mail, envelope_);
  }

  void write_report(const DrawnReport& report, ExpectedOutcome outcome) {
    write(report_mail(report, gzip(report_json(report)), envelope_), outcome);
  }

  void open_next_day() {
    slots_ = scenario_.slots_of(day_);
    ++day_;
    used_ = 0;
    if (day_ > settings_.days) return;
    const std::uint64_t reports = settings_.count - odd_up_to(settings_.count);
    const std::uint64_t share = reports * day_ / settings_.days - reports * (day_ - 1) / settings_.days;
    slots_.resize(std::min<std::uint64_t>(share, slots_.size()));
  }

  void write_next() {
    while (used_ == slots_.size()) open_next_day();
    const Slot& slot = slots_[used_];
    // Reports of a day come in the course of the next one.
    envelope_.delivered = scenario_.date(slot.day) + std::chrono::days{1} +
                          std::chrono::seconds{1'800 + 80'000 * used_ / slots_.size()};
    ++used_;
    unrepeated_.push_back(slot);
    const DrawnReport report = scenario_.draw(slot);
    manifest_.add_report(report);
    write_report(report, ExpectedOutcome::stored);
  }

  /// A report that is to come a second time, each at most once; not too long ago.
  DrawnReport take_earlier() {
    const std::size_t age = random_.below(std::min<std::size_t>(unrepeated_.size(), 6'000));
    std::swap(unrepeated_[unrepeated_.size() - 1 - age], unrepeated_.back());
    const Slot slot = unrepeated_.back();
    unrepeated_.pop_back();
    return scenario_.draw(slot);
  }

  void write_odd() {
    DrawnReport report = take_earlier();
    switch (odd_written_++ % 8) {
      case 0:
      case 4:
        return write_report(report, ExpectedOutcome::duplicate);
      case 1:
      case 5:
        ++report.policies.front().successful;
        return write_report(report, ExpectedOutcome::conflict);
      case 2: {
        const std::string attachment = gzip(report_json(report));
        return write(
            report_mail(report, std::string_view(attachment).substr(0, attachment.size() / 2), envelope_),
            ExpectedOutcome::rejected);
      }
      case 3:
        return write(
            report_mail(report, gzip(R"({"organization-name":"Broken","report-id":"1","policies":[]})"),
                        envelope_),
            ExpectedOutcome::rejected);
      case 6:
        return write(odd_written_ % 16 < 8 ? newsletter_mail(envelope_) : bounce_mail(envelope_),
                     ExpectedOutcome::no_report);
      default:
        return write(dmarc_mail(envelope_), ExpectedOutcome::no_report);
    }
  }

  GeneratorSettings settings_;
  Scenario scenario_;
  MailWriter writer_;
  Random random_;
  Manifest manifest_;
  Envelope envelope_;
  std::vector<Slot> slots_;  ///< of the day before day_
  std::size_t used_ = 0;
  std::uint32_t day_ = 0;
  std::vector<Slot> unrepeated_;
  std::uint64_t odd_written_ = 0;
};

}  // namespace

Manifest generate(const GeneratorSettings& settings) {
  return Generator(completed(settings)).run();
}

}  // namespace tlsrpt
