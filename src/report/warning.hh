// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// In what a report deviates from RFC 8460. It was read all the same. The order is no interface; the names
/// are.
enum class WarningCode : std::uint8_t {
  address_unreadable,
  alternate_key,
  archive_trailing_garbage,
  base64_trailing_junk,
  byte_order_mark,
  contact_info_missing,
  contact_info_no_address,
  count_missing,
  count_not_integer,
  count_too_large,
  count_unreadable,
  date_without_zone,
  details_above_summary,
  element_unreadable,
  json_repaired,
  list_as_single_value,
  mx_host_prefixed,
  organization_name_missing,
  policies_not_array,
  policy_domain_missing,
  policy_string_nested,
  policy_type_missing,
  range_reversed,
  report_id_missing,
  report_id_not_text,
  result_type_missing,
  single_value_as_list,
  text_cut,
  text_repaired,
  unknown_key,
  unknown_policy_type,
  unknown_result_type,
};

/// What is known of a code; the table behind docs/warnings.md and tlsrpt.warning_code.
struct WarningInfo {
  WarningCode code;
  std::string_view name;       ///< as stored, e.g. "contact-info-missing"
  std::string_view quirk;      ///< shapes that earn it: fixtures of tests/fixtures/quirks, e.g. "Q01"
  std::string_view meaning;    ///< one sentence
  std::string_view known_for;  ///< reporters that are known to do so; empty: none
};

/// Every code once, in the order of the enum.
[[nodiscard]] std::span<const WarningInfo> warning_table() noexcept;

[[nodiscard]] std::string_view to_string(WarningCode code) noexcept;

/// The set of codes that one report earned.
class Warnings {
 public:
  void add(WarningCode code) { codes_.set(static_cast<std::size_t>(code)); }
  [[nodiscard]] bool contains(WarningCode code) const { return codes_.test(static_cast<std::size_t>(code)); }
  [[nodiscard]] bool empty() const { return codes_.none(); }
  /// Names in alphabetical order.
  [[nodiscard]] std::vector<std::string_view> names() const;
  bool operator==(const Warnings&) const = default;

 private:
  std::bitset<32> codes_;
};

}  // namespace tlsrpt
