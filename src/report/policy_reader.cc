// SPDX-License-Identifier: Apache-2.0
#include "report/policy_reader.hh"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hh"
#include "report/address.hh"
#include "report/domain.hh"
#include "report/json_reader.hh"
#include "report/text.hh"

namespace tlsrpt {

namespace dom = simdjson::dom;

namespace {

constexpr std::array<std::string_view, 3> known_policy_types{"no-policy-found", "sts", "tlsa"};

// IANA registry "STARTTLS Validation Result Types".
constexpr std::array<std::string_view, 11> known_result_types{
    "certificate-expired",     "certificate-host-mismatch",
    "certificate-not-trusted", "dane-required",
    "dnssec-invalid",          "starttls-not-supported",
    "sts-policy-fetch-error",  "sts-policy-invalid",
    "sts-webpki-invalid",      "tlsa-invalid",
    "validation-failure",
};

/// A name of an open registry: lower case, trimmed.
std::string read_registered(dom::element value, Warnings& warnings) {
  return as_name(ascii_lower(trimmed(read_text(value, warnings))), warnings);
}

IpAddress read_ip(dom::element value, Warnings& warnings) {
  const std::string text = read_text(value, warnings);
  IpAddress ip{std::string(trimmed(text)), read_address(text)};
  if (ip.address.empty() && !ip.text.empty()) warnings.add(WarningCode::address_unreadable);
  return ip;
}

/// `mode` and `max_age` stand somewhere in the lines: reporters differ in the order (quirk Q15).
void derive_from_policy_string(Policy& policy) {
  for (const std::string_view line : policy.policy_string) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string key = ascii_lower(trimmed(line.substr(0, colon)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (key == "mode" && value.size() <= max_name_bytes) policy.sts_mode = ascii_lower(value);
    if (key != "max_age") continue;
    std::uint64_t seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error == std::errc{} && end == value.data() + value.size()) {
      policy.max_age = std::min(seconds, max_session_count);
    }
  }
}

}  // namespace

std::vector<std::string> PolicyReader::read_counted_lines(dom::element value) {
  std::vector<std::string> lines = read_lines(value, limits_.max_policy_lines, *warnings_);
  line_count_ += lines.size();
  if (line_count_ > limits_.max_policy_lines) {
    throw BadMessage("limit-policy-lines",
                     "more than " + std::to_string(limits_.max_policy_lines) + " lines and hosts of policies",
                     "/policies");
  }
  return lines;
}

std::vector<std::string> PolicyReader::unnested(std::vector<std::string> lines) {
  std::vector<std::string> flat;
  for (std::string& line : lines) {
    dom::element inner;
    if (!line.starts_with('[') || nested_->parse(line).get(inner) != simdjson::SUCCESS || !inner.is_array()) {
      flat.push_back(std::move(line));
      continue;
    }
    warnings_->add(WarningCode::policy_string_nested);
    std::ranges::move(read_counted_lines(inner), std::back_inserter(flat));
  }
  return flat;
}

std::vector<std::string> PolicyReader::read_mx_hosts(dom::element value) {
  std::vector<std::string> patterns = read_counted_lines(value);
  for (std::string& pattern : patterns) {
    std::string_view bare = pattern;
    if (ascii_lower(bare.substr(0, 3)) == "mx:") {
      warnings_->add(WarningCode::mx_host_prefixed);
      bare.remove_prefix(3);
    }
    pattern = normal_domain(bare);
  }
  return patterns;
}

void PolicyReader::read_policy(dom::object object, Policy& policy) {
  for (const auto& [key, value] : object) {
    if (key == "policy-type") {
      policy.policy_type.name = read_registered(value, *warnings_);
    } else if (key == "policy-string") {
      policy.policy_string = unnested(read_counted_lines(value));
    } else if (key == "policy-domain") {
      policy.policy_domain = as_name(normal_domain(read_text(value, *warnings_)), *warnings_);
    } else if (key == "mx-host" || key == "mx-host-pattern") {
      if (key != "mx-host") warnings_->add(WarningCode::alternate_key);
      policy.mx_host = read_mx_hosts(value);
    } else {
      warnings_->add(WarningCode::unknown_key);
    }
  }
  derive_from_policy_string(policy);
}

void PolicyReader::read_summary(dom::object object, PolicySummary& summary) {
  bool has_successful = false;
  bool has_failure = false;
  for (const auto& [key, value] : object) {
    if (key == "total-successful-session-count") {
      summary.total_successful_session_count = read_count(value, *warnings_);
      has_successful = true;
    } else if (key == "total-failure-session-count") {
      summary.total_failure_session_count = read_count(value, *warnings_);
      has_failure = true;
    } else {
      warnings_->add(WarningCode::unknown_key);
    }
  }
  if (!has_successful || !has_failure) warnings_->add(WarningCode::count_missing);
}

FailureDetail PolicyReader::read_detail(dom::object object) {
  FailureDetail detail;
  bool has_count = false;
  for (const auto& [key, value] : object) {
    if (key == "result-type") {
      detail.result_type.name = read_registered(value, *warnings_);
    } else if (key == "sending-mta-ip") {
      detail.sending_mta_ip = read_ip(value, *warnings_);
    } else if (key == "receiving-ip") {
      detail.receiving_ip = read_ip(value, *warnings_);
    } else if (key == "receiving-mx-hostname" || key == "receiving-mx-host-name") {
      if (key != "receiving-mx-hostname") warnings_->add(WarningCode::alternate_key);
      detail.receiving_mx_hostname = normal_domain(read_text(value, *warnings_));
    } else if (key == "receiving-mx-helo") {
      detail.receiving_mx_helo = read_text(value, *warnings_);
    } else if (key == "failed-session-count") {
      detail.failed_session_count = read_count(value, *warnings_);
      has_count = true;
    } else if (key == "additional-information" || key == "additional-info-uri") {
      if (key != "additional-information") warnings_->add(WarningCode::alternate_key);
      detail.additional_information = read_text(value, *warnings_);
    } else if (key == "failure-reason-code" || key == "failure-error-code") {
      if (key != "failure-reason-code") warnings_->add(WarningCode::alternate_key);
      detail.failure_reason_code = read_text(value, *warnings_);
    } else {
      warnings_->add(WarningCode::unknown_key);
    }
  }
  if (!has_count) warnings_->add(WarningCode::count_missing);
  if (detail.result_type.name.empty()) {
    warnings_->add(WarningCode::result_type_missing);
  } else if (std::ranges::find(known_result_types, detail.result_type.name) == known_result_types.end()) {
    warnings_->add(WarningCode::unknown_result_type);
  }
  return detail;
}

void PolicyReader::read_details(dom::element value, std::vector<FailureDetail>& details) {
  const auto objects = read_objects(value, WarningCode::list_as_single_value, *warnings_);
  detail_count_ += objects.size();
  if (detail_count_ > limits_.max_failure_details) {
    throw BadMessage("limit-failure-details",
                     "more than " + std::to_string(limits_.max_failure_details) + " failure details",
                     "/policies");
  }
  details.reserve(objects.size());
  for (const dom::object object : objects) {
    FailureDetail detail = read_detail(object);
    if (detail == FailureDetail{}) {
      // Kept, each "{}" of the document would take a hundred times its size.
      warnings_->add(WarningCode::element_unreadable);
    } else {
      details.push_back(std::move(detail));
    }
  }
}

void PolicyReader::check(const PolicyResult& result) {
  const std::string& type = result.policy.policy_type.name;
  if (type.empty()) {
    warnings_->add(WarningCode::policy_type_missing);
  } else if (std::ranges::find(known_policy_types, type) == known_policy_types.end()) {
    warnings_->add(WarningCode::unknown_policy_type);
  }
  if (result.policy.policy_domain.empty()) warnings_->add(WarningCode::policy_domain_missing);
  std::uint64_t detailed = 0;
  for (const FailureDetail& detail : result.failure_details) detailed += detail.failed_session_count;
  if (detailed > result.summary.total_failure_session_count)
    warnings_->add(WarningCode::details_above_summary);
}

/// An object, or the first one of a list where a single one belongs.
std::optional<dom::object> PolicyReader::read_single(dom::element value) {
  dom::object object;
  if (value.get(object) == simdjson::SUCCESS) return object;
  dom::array array;
  if (value.get(array) != simdjson::SUCCESS || array.at(0).get(object) != simdjson::SUCCESS) return {};
  warnings_->add(WarningCode::single_value_as_list);
  return object;
}

PolicyResult PolicyReader::read_result(dom::object object) {
  PolicyResult result;
  bool has_summary = false;
  for (const auto& [key, value] : object) {
    if (key == "failure-details") {
      read_details(value, result.failure_details);
    } else if (key != "policy" && key != "summary") {
      warnings_->add(WarningCode::unknown_key);
    } else if (const auto inner = read_single(value); !inner) {
      warnings_->add(WarningCode::element_unreadable);
    } else if (key == "policy") {
      read_policy(*inner, result.policy);
    } else {
      read_summary(*inner, result.summary);
      has_summary = true;
    }
  }
  if (!has_summary) warnings_->add(WarningCode::count_missing);
  check(result);
  return result;
}

/// Forged counts of many policies must not bring the sums over many reports near the bound of 64 bits.
void PolicyReader::bound_sums(std::vector<PolicyResult>& results) {
  std::uint64_t sessions_left = 10 * max_session_count;
  std::uint64_t details_left = sessions_left;
  const auto take = [this](std::uint64_t& count, std::uint64_t& left) {
    if (count > left) {
      warnings_->add(WarningCode::count_too_large);
      count = left;
    }
    left -= count;
  };
  for (PolicyResult& result : results) {
    take(result.summary.total_successful_session_count, sessions_left);
    take(result.summary.total_failure_session_count, sessions_left);
    for (FailureDetail& detail : result.failure_details) take(detail.failed_session_count, details_left);
  }
}

std::vector<PolicyResult> PolicyReader::read(dom::element policies) {
  if (!policies.is_array() && !policies.is_object()) {
    throw BadMessage("no-policies", "policies holds neither a list nor an object", "/policies");
  }
  const auto objects = read_objects(policies, WarningCode::policies_not_array, *warnings_);
  if (dom::array array; objects.empty() && policies.get(array) == simdjson::SUCCESS && array.size() > 0) {
    throw BadMessage("no-policies", "policies holds no object", "/policies");
  }
  if (objects.size() > limits_.max_policies) {
    throw BadMessage("limit-policies", "more than " + std::to_string(limits_.max_policies) + " policies",
                     "/policies");
  }
  std::vector<PolicyResult> results;
  results.reserve(objects.size());
  for (const dom::object object : objects) results.push_back(read_result(object));
  bound_sums(results);
  return results;
}

}  // namespace tlsrpt
