// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_key.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

#include "crypto/sha256.hh"
#include "report/parse.hh"

namespace tlsrpt {

namespace {

void add_netstring(std::string_view bytes, std::string& fields) {
  fields.append(std::to_string(bytes.size())).append(1, ':').append(bytes).append(1, ',');
}

std::string unix_seconds(std::chrono::sys_seconds time) {
  return std::to_string(time.time_since_epoch().count());
}

}  // namespace

BodyHash body_hash(std::string_view json) {
  return sha256(without_blanks(json));
}

ReportKey report_key(const Report& report, const BodyHash& body_hash) {
  const std::string report_id = report.key_report_id.empty()
                                    ? fmt::format("sha256:{:02x}", fmt::join(body_hash, ""))
                                    : report.key_report_id;
  std::string fields;
  add_netstring(report.key_organization_name, fields);
  add_netstring(report_id, fields);
  add_netstring(unix_seconds(report.date_range.start_datetime), fields);
  add_netstring(unix_seconds(report.date_range.end_datetime), fields);
  const Sha256 digest = sha256(fields);
  const auto day = static_cast<std::uint32_t>(
      std::chrono::sys_seconds{report_day(report.date_range)}.time_since_epoch().count());
  ReportKey key{static_cast<std::uint8_t>(day >> 24U), static_cast<std::uint8_t>(day >> 16U),
                static_cast<std::uint8_t>(day >> 8U), static_cast<std::uint8_t>(day)};
  std::copy_n(digest.begin(), key.size() - 4, key.begin() + 4);
  return key;
}

ReportKey added_report_key(const ReportKey& first, const BodyHash& body_hash) {
  std::string both(first.begin(), first.end());
  both.append(body_hash.begin(), body_hash.end());
  const Sha256 digest = sha256(both);
  ReportKey key = first;
  std::copy_n(digest.begin(), key.size() - 4, key.begin() + 4);
  return key;
}

ReportKey rejected_key(std::string_view content) {
  const Sha256 digest = sha256(content);
  ReportKey key{};
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

}  // namespace tlsrpt
