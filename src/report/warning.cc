// SPDX-License-Identifier: Apache-2.0
#include "report/warning.hh"

#include <array>

namespace tlsrpt {

namespace {

using enum WarningCode;

constexpr std::array table{
    WarningInfo{address_unreadable, "address-unreadable", "Q22",
                "sending-mta-ip or receiving-ip holds no IP address; the text is kept", "custom reporters"},
    WarningInfo{alternate_key, "alternate-key", "Q16, Q17",
                "a key in the spelling of a draft, e.g. failure-error-code or mx-host-pattern", "Comcast"},
    WarningInfo{archive_trailing_garbage, "archive-trailing-garbage", "Q30",
                "bytes behind the end of the gzip data were left out", ""},
    WarningInfo{base64_trailing_junk, "base64-trailing-junk", "Q29",
                "characters behind the end of the Base64 text were left out",
                "mail gateways that add footers"},
    WarningInfo{byte_order_mark, "byte-order-mark", "Q26", "the document began with a UTF-8 byte order mark",
                ""},
    WarningInfo{contact_info_missing, "contact-info-missing", "Q01", "contact-info is null, empty or missing",
                "Stalwart"},
    WarningInfo{contact_info_no_address, "contact-info-no-address", "Q01", "contact-info holds no @", ""},
    WarningInfo{count_missing, "count-missing", "Q10", "a session count is missing or null and was read as 0",
                ""},
    WarningInfo{count_not_integer, "count-not-integer", "Q09",
                "a session count came as text or with a decimal point and was read as its value", ""},
    WarningInfo{count_too_large, "count-too-large", "Q11",
                "a session count above 1,000,000,000,000 was read as that number", ""},
    WarningInfo{count_unreadable, "count-unreadable", "Q10",
                "a session count is negative or no number and was read as 0", ""},
    WarningInfo{date_without_zone, "date-without-zone", "Q06", "a date without a time zone was read as UTC",
                "Microsoft (2023)"},
    WarningInfo{details_above_summary, "details-above-summary", "Q23",
                "failure-details add up to more than total-failure-session-count", "Mail.ru"},
    WarningInfo{element_unreadable, "element-unreadable", "Q13, Q14",
                "an element of policies or failure-details is no object, or says nothing, and was left out",
                ""},
    WarningInfo{json_repaired, "json-repaired", "Q11, Q24, Q26",
                "the JSON text was not valid (raw line break or control character, lone surrogate, invalid "
                "UTF-8, oversized number) and was repaired once",
                ""},
    WarningInfo{list_as_single_value, "list-as-single-value", "Q14",
                "a string or an object stands where a list belongs", "Halon; followers of the RFC's example"},
    WarningInfo{mx_host_prefixed, "mx-host-prefixed", "Q16", "mx-host came with the prefix \"mx: \"",
                "Stalwart"},
    WarningInfo{organization_name_missing, "organization-name-missing", "Q02",
                "organization-name is null, empty or missing; contact-info stands in", "Stalwart"},
    WarningInfo{policies_not_array, "policies-not-array", "Q13", "policies is one object instead of a list",
                ""},
    WarningInfo{policy_domain_missing, "policy-domain-missing", "Q19",
                "policy-domain is missing; it was taken from the mail where possible",
                "sys4/tlsrpt-reporter"},
    WarningInfo{policy_string_nested, "policy-string-nested", "Q15",
                "policy-string holds a JSON list written as text", "Microsoft"},
    WarningInfo{policy_type_missing, "policy-type-missing", "Q21", "policy-type is null, empty or missing",
                ""},
    WarningInfo{range_reversed, "range-reversed", "Q07", "end-datetime lies before start-datetime", ""},
    WarningInfo{report_id_missing, "report-id-missing", "Q03",
                "report-id is null, empty or missing; the body's hash stands in", ""},
    WarningInfo{report_id_not_text, "report-id-not-text", "Q03", "report-id is a number instead of a string",
                ""},
    WarningInfo{result_type_missing, "result-type-missing", "Q21", "result-type is null, empty or missing",
                "sys4/tlsrpt-reporter"},
    WarningInfo{single_value_as_list, "single-value-as-list", "Q14",
                "policy or summary is a list; its first object was read", ""},
    WarningInfo{text_cut, "text-cut", "Q25", "a name of more than 255 bytes was cut", ""},
    WarningInfo{text_repaired, "text-repaired", "Q24",
                "text that UTF-8 or PostgreSQL cannot hold became U+FFFD", ""},
    WarningInfo{unknown_key, "unknown-key", "Q18",
                "a key that RFC 8460 does not know; it stays in the stored bytes", ""},
    WarningInfo{unknown_policy_type, "unknown-policy-type", "Q21",
                "policy-type is none of tlsa, sts, no-policy-found; kept as it came", ""},
    WarningInfo{unknown_result_type, "unknown-result-type", "Q21",
                "result-type is not in the IANA registry; kept as it came", ""},
};

}  // namespace

std::span<const WarningInfo> warning_table() noexcept {
  return table;
}

std::string_view to_string(WarningCode code) noexcept {
  return table[static_cast<std::size_t>(code)].name;
}

std::vector<std::string_view> Warnings::names() const {
  std::vector<std::string_view> names;
  for (const WarningInfo& info : table) {
    if (contains(info.code)) names.push_back(info.name);
  }
  return names;
}

}  // namespace tlsrpt
