// SPDX-License-Identifier: Apache-2.0
#include "output.hh"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tlsrpt {

namespace {

std::ofstream open_file(const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::binary);
  if (!file) throw std::ios_base::failure("cannot write " + path.string());
  file.exceptions(std::ios::badbit | std::ios::failbit);
  return file;
}

}  // namespace

MailWriter::MailWriter(std::filesystem::path folder, MailFormat format)
    : folder_(std::move(folder)), format_(format) {
  std::filesystem::create_directories(folder_);
  if (format == MailFormat::mbox) mbox_ = open_file(folder_ / "reports.mbox");
  if (format != MailFormat::maildir) return;
  for (const std::string_view name : {"cur", "new", "tmp"})
    std::filesystem::create_directories(folder_ / name);
}

void MailWriter::write(std::string mail, const Envelope& envelope) {
  if (format_ == MailFormat::eml) {
    open_file(folder_ / fmt::format("{:06}.eml", envelope.number)) << mail;
    return;
  }
  std::erase(mail, '\r');
  if (format_ == MailFormat::mbox) {
    mbox_ << fmt::format("From tlsrpt-generate {:%a %b %d %H:%M:%S %Y}\n", fmt::gmtime(envelope.delivered))
          << mail << '\n';
    return;
  }
  const auto seconds = envelope.delivered.time_since_epoch().count();
  open_file(folder_ / "new" / fmt::format("{}.M{:06}.generator.example", seconds, envelope.number)) << mail;
}

void MailWriter::close() {
  if (mbox_.is_open()) mbox_.close();
}

}  // namespace tlsrpt
