// SPDX-License-Identifier: Apache-2.0
#include "report/parse.hh"

#include <simdjson.h>

#include "base/error.hh"
#include "report/datetime.hh"
#include "report/json_reader.hh"
#include "report/policy_reader.hh"
#include "report/repair.hh"
#include "report/text.hh"

namespace tlsrpt {

namespace dom = simdjson::dom;

struct ReportParser::Buffers {
  dom::parser document;
  dom::parser nested;
};

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
// The parser's memory grows to 13 times its biggest document; above this it is given back after use.
constexpr std::size_t kept_buffer_bytes = 1'000'000;

/// The members of a report that this reader knows; absent ones have no value.
struct Members {
  std::optional<dom::element> organization_name, contact_info, report_id, date_range, policies;

  [[nodiscard]] bool look_like_report() const { return policies || (date_range && report_id); }
};

Members find_members(dom::object object, Warnings& warnings) {
  Members members;
  for (const auto& [key, value] : object) {
    if (key == "organization-name") {
      members.organization_name = value;
    } else if (key == "contact-info") {
      members.contact_info = value;
    } else if (key == "report-id") {
      members.report_id = value;
    } else if (key == "date-range") {
      members.date_range = value;
    } else if (key == "policies") {
      members.policies = value;
    } else {
      warnings.add(WarningCode::unknown_key);
    }
  }
  return members;
}

std::string text_of(const std::optional<dom::element>& member, Warnings& warnings) {
  return member ? std::string(trimmed(read_text(*member, warnings))) : std::string{};
}

void read_identity(const Members& members, Report& report) {
  Warnings& warnings = report.warnings;
  report.contact_info = text_of(members.contact_info, warnings);
  if (report.contact_info.empty()) {
    warnings.add(WarningCode::contact_info_missing);
  } else if (report.contact_info.find('@') == std::string::npos) {
    warnings.add(WarningCode::contact_info_no_address);
  }
  report.key_organization_name = text_of(members.organization_name, warnings);
  if (report.key_organization_name.empty()) {
    warnings.add(WarningCode::organization_name_missing);
    report.key_organization_name = report.contact_info;
  }
  report.key_report_id = text_of(members.report_id, warnings);
  if (report.key_report_id.empty()) {
    warnings.add(WarningCode::report_id_missing);
  } else if (!members.report_id->is_string()) {
    warnings.add(WarningCode::report_id_not_text);
  }
  report.organization_name = as_name(report.key_organization_name, warnings);
  report.report_id = as_name(report.key_report_id, warnings);
}

std::chrono::sys_seconds read_bound(const std::optional<dom::element>& value, std::string_view key,
                                    Warnings& warnings) {
  const std::string path = "/date-range/" + std::string(key);
  if (!value) throw BadMessage("no-date-range", "the report has no " + path.substr(1), path);
  const auto read = read_datetime(read_text(*value, warnings));
  if (!read) throw BadMessage("no-date-range", path.substr(1) + " is no date of RFC 3339", path);
  if (read->without_zone) warnings.add(WarningCode::date_without_zone);
  return read->time;
}

DateRange read_date_range(const Members& members, std::chrono::sys_seconds now, Warnings& warnings) {
  using namespace std::chrono;
  if (!members.date_range) throw BadMessage("no-date-range", "the report has no date-range", "/date-range");
  std::optional<dom::element> start, end;
  if (dom::object object; members.date_range->get(object) == simdjson::SUCCESS) {
    for (const auto& [key, value] : object) {
      if (key == "start-datetime") {
        start = value;
      } else if (key == "end-datetime") {
        end = value;
      } else {
        warnings.add(WarningCode::unknown_key);
      }
    }
  }
  const DateRange range{read_bound(start, "start-datetime", warnings),
                        read_bound(end, "end-datetime", warnings)};
  constexpr sys_days earliest = 2000y / January / 1;
  if (range.start_datetime < earliest || range.start_datetime > now + days{10}) {
    throw BadMessage("date-implausible", "start-datetime lies before 2000 or more than 10 days ahead",
                     "/date-range/start-datetime");
  }
  if (range.end_datetime < earliest || range.end_datetime > now + days{400}) {
    throw BadMessage("date-implausible", "end-datetime lies before 2000 or more than 400 days ahead",
                     "/date-range/end-datetime");
  }
  if (range.end_datetime < range.start_datetime) warnings.add(WarningCode::range_reversed);
  return range;
}

[[noreturn]] void throw_unreadable(simdjson::error_code error, const ReportLimits& limits) {
  if (error == simdjson::DEPTH_ERROR) {
    throw BadMessage("limit-json-depth",
                     "more than " + std::to_string(limits.max_json_depth) + " levels of JSON");
  }
  throw BadMessage("malformed-json", simdjson::error_message(error));
}

dom::element parse_or_repair(dom::parser& parser, std::string_view json, const ReportLimits& limits,
                             Warnings& warnings) {
  dom::element root;
  const simdjson::error_code error = parser.parse(json.data(), json.size()).get(root);
  if (error == simdjson::SUCCESS) return root;
  if (error == simdjson::DEPTH_ERROR) throw_unreadable(error, limits);
  const RepairedJson copy = repaired(json);
  if (copy.text == json || parser.parse(copy.text).get(root) != simdjson::SUCCESS) {
    throw_unreadable(error, limits);
  }
  warnings.add(WarningCode::json_repaired);
  if (copy.has_replacement) warnings.add(WarningCode::text_repaired);
  return root;
}

}  // namespace

ReportParser::ReportParser(const ReportLimits& limits) : limits_(limits) {}

ReportParser::~ReportParser() = default;

std::optional<Report> ReportParser::parse(std::string_view json, std::chrono::sys_seconds now) {
  if (json.size() > limits_.max_json_bytes) {
    throw BadMessage("limit-json-bytes",
                     "more than " + std::to_string(limits_.max_json_bytes) + " bytes of JSON");
  }
  if (!buffers_) {
    buffers_ = std::make_unique<Buffers>();
    if (buffers_->document.allocate(kept_buffer_bytes / 16, limits_.max_json_depth) != simdjson::SUCCESS) {
      throw std::bad_alloc();
    }
  }
  const auto buffers = json.size() > kept_buffer_bytes ? std::move(buffers_) : nullptr;
  Buffers& used = buffers ? *buffers : *buffers_;

  Report report;
  if (json.starts_with(byte_order_mark)) {
    json.remove_prefix(byte_order_mark.size());
    report.warnings.add(WarningCode::byte_order_mark);
  }
  const dom::element root = parse_or_repair(used.document, json, limits_, report.warnings);
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return {};
  const Members members = find_members(object, report.warnings);
  if (!members.look_like_report()) return {};

  read_identity(members, report);
  report.date_range = read_date_range(members, now, report.warnings);
  if (!members.policies) throw BadMessage("no-policies", "the report has no policies", "/policies");
  report.policies = PolicyReader(limits_, used.nested, report.warnings).read(*members.policies);
  return report;
}

std::string without_blanks(std::string_view json) {
  if (json.starts_with(byte_order_mark)) json.remove_prefix(byte_order_mark.size());
  std::string minified(json.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t length = 0;
  if (simdjson::minify(json.data(), json.size(), minified.data(), length) != simdjson::SUCCESS) {
    return std::string(json);
  }
  minified.resize(length);
  return minified;
}

}  // namespace tlsrpt
