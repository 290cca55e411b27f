// SPDX-License-Identifier: Apache-2.0
#include "report/parse.hh"

#include <doctest/doctest.h>

#include <string>

#include "base/error.hh"

using namespace tlsrpt;
using namespace std::chrono;

namespace {

constexpr sys_seconds now = sys_days{2026y / January / 15};

/// A report whose members stand in `head` and `policies`.
std::string report_json(const std::string& policies = "[]",
                        const std::string& head = R"("organization-name":"Org","report-id":"1",)"
                                                  R"("contact-info":"a@b.example",)") {
  return "{" + head +
         R"("date-range":{"start-datetime":"2026-01-01T00:00:00Z","end-datetime":"2026-01-01T23:59:59Z"},)" +
         R"("policies":)" + policies + "}";
}

std::string with_range(const std::string& start, const std::string& end) {
  return R"({"policies":[],"date-range":{"start-datetime":")" + start + R"(","end-datetime":")" + end +
         R"("}})";
}

std::optional<Report> parse(const std::string& json, const ReportLimits& limits = {}) {
  return ReportParser(limits).parse(json, now);
}

/// Reason and JSON path of the refusal.
std::string refusal(const std::string& json, const ReportLimits& limits = {}) {
  try {
    static_cast<void>(parse(json, limits));
  } catch (const BadMessage& error) {
    return error.reason() + " " + error.json_path();
  }
  return "read";
}

const PolicyResult first_policy(const std::string& policies) {
  return parse(report_json(policies))->policies.at(0);
}

}  // namespace

TEST_CASE("a report as RFC 8460 writes it has no warnings") {
  const auto report = parse(report_json(R"([{
    "policy":{"policy-type":"sts","policy-string":["version: STSv1","mode: testing","mx: *.example.org","max_age: 86400"],
      "policy-domain":"example.org","mx-host":["*.example.org"]},
    "summary":{"total-successful-session-count":5326,"total-failure-session-count":303},
    "failure-details":[{"result-type":"certificate-expired","sending-mta-ip":"2001:db8:abcd:0012::1",
      "receiving-mx-hostname":"mx1.example.org","failed-session-count":303,
      "receiving-mx-helo":"mx","receiving-ip":"203.0.113.58","additional-information":"https://a.example/x",
      "failure-reason-code":"X509"}]}])"));
  REQUIRE(report);
  CHECK(report->warnings.empty());
  CHECK(report->organization_name == "Org");
  CHECK(report->contact_info == "a@b.example");
  CHECK(report->report_id == "1");
  CHECK(report->date_range.start_datetime == sys_days{2026y / January / 1});
  const PolicyResult& result = report->policies.at(0);
  CHECK(result.policy.policy_type == "sts");
  CHECK(result.policy.policy_domain == "example.org");
  CHECK(result.policy.sts_mode == "testing");
  CHECK(result.policy.max_age == 86400);
  CHECK(result.policy.mx_host == std::vector<std::string>{"*.example.org"});
  CHECK(result.summary.total_successful_session_count == 5326);
  CHECK(result.summary.total_failure_session_count == 303);
  const FailureDetail& detail = result.failure_details.at(0);
  CHECK(detail.result_type.name == "certificate-expired");
  CHECK(detail.sending_mta_ip.address == "2001:db8:abcd:12::1");
  CHECK(detail.receiving_ip.address == "203.0.113.58");
  CHECK(detail.receiving_mx_hostname == "mx1.example.org");
  CHECK(detail.receiving_mx_helo == "mx");
  CHECK(detail.failed_session_count == 303);
  CHECK(detail.additional_information == "https://a.example/x");
  CHECK(detail.failure_reason_code == "X509");
}

TEST_CASE("what is no report is nothing, what claims to be one and is none is refused") {
  CHECK_FALSE(parse("{}"));
  CHECK_FALSE(parse("[1]"));
  CHECK_FALSE(parse(R"({"report-id":"1"})"));
  CHECK(refusal("") == "malformed-json ");
  CHECK(refusal(R"({"policies":[]})") == "no-date-range /date-range");
  CHECK(refusal(R"({"policies":[],"date-range":{"start-datetime":"2026-01-01T00:00:00Z"}})") ==
        "no-date-range /date-range/end-datetime");
  CHECK(refusal(with_range("2026-01-01", "soon")) == "no-date-range /date-range/end-datetime");
  CHECK(refusal(report_json("null")) == "no-policies /policies");
  CHECK(refusal(report_json("[1,2]")) == "no-policies /policies");
  CHECK(refusal(report_json("[]")) == "read");
}

TEST_CASE("dates that cannot be are refused (Q08)") {
  CHECK(refusal(with_range("1999-12-31T23:59:59Z", "2000-01-01T00:00:00Z")) ==
        "date-implausible /date-range/start-datetime");
  CHECK(refusal(with_range("2026-01-25T00:00:01Z", "2026-01-26T00:00:00Z")) ==
        "date-implausible /date-range/start-datetime");
  CHECK(refusal(with_range("2026-01-25T00:00:00Z", "2026-01-26T00:00:00Z")) == "read");
  CHECK(refusal(with_range("2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z")) ==
        "date-implausible /date-range/end-datetime");
  CHECK(refusal(with_range("2026-01-01T00:00:00Z", "0000-12-31T23:59:59Z")) ==
        "date-implausible /date-range/end-datetime");
}

TEST_CASE("missing names have substitutes (Q02, Q03)") {
  const auto report = parse(report_json("[]", R"("organization-name":null,"contact-info":"c@d.example",)"));
  CHECK(report->organization_name == "c@d.example");
  CHECK(report->key_organization_name == "c@d.example");
  CHECK(report->report_id.empty());
  CHECK(report->warnings.contains(WarningCode::organization_name_missing));
  CHECK(report->warnings.contains(WarningCode::report_id_missing));
  CHECK(parse(report_json("[]", R"("report-id":123456789012345678,)"))->report_id == "123456789012345678");
}

TEST_CASE("counts in every spelling (Q09 to Q11)") {
  const auto successful = [](const std::string& json) {
    return first_policy(R"([{"summary":{"total-successful-session-count":)" + json + "}}]")
        .summary.total_successful_session_count;
  };
  CHECK(successful("7") == 7);
  CHECK(successful("\" 7 \"") == 7);
  CHECK(successful("1.0") == 1);
  CHECK(successful("1e3") == 1000);
  CHECK(successful("\"1e3\"") == 1000);
  CHECK(successful("-1") == 0);
  CHECK(successful("-1.5") == 0);
  CHECK(successful("null") == 0);
  CHECK(successful("\"many\"") == 0);
  CHECK(successful("\"nan\"") == 0);
  CHECK(successful("\"\"") == 0);
  CHECK(successful("[1]") == 0);
  CHECK(successful("4294967297") == 4294967297);
  CHECK(successful("9999999999999") == max_session_count);
  CHECK(successful("99999999999999999999999") == max_session_count);
  CHECK(successful("1e400") == max_session_count);
  CHECK(successful("\"-1e400\"") == 0);
}

TEST_CASE("lists in every shape (Q14 to Q16)") {
  const auto lines = [](const std::string& json) {
    return first_policy(R"([{"policy":{"policy-string":)" + json + "}}]").policy.policy_string;
  };
  using Lines = std::vector<std::string>;
  CHECK(lines("null").empty());
  CHECK(lines("[]").empty());
  CHECK(lines("\"\"").empty());
  CHECK(lines("\"a\"") == Lines{"a"});
  CHECK(lines(R"(["a\r"," b ",""])") == Lines{"a", "b"});
  CHECK(lines(R"("version: STSv1\r\nmode:enforce\r\n")") == Lines{"version: STSv1", "mode:enforce"});
  CHECK(lines(R"(["[\"3 1 1 aa\",\"3 1 1 bb\"]"])") == Lines{"3 1 1 aa", "3 1 1 bb"});
  CHECK(lines(R"(["[broken"])") == Lines{"[broken"});
  const auto hosts =
      first_policy(R"([{"policy":{"mx-host":["mx: MX.example.","*.b.example"]}}])").policy.mx_host;
  CHECK(hosts == Lines{"mx.example", "*.b.example"});
  CHECK(first_policy(R"([{"policy":{"mx-host-pattern":"*.c.example"}}])").policy.mx_host ==
        Lines{"*.c.example"});
}

TEST_CASE("no failure details in every shape (Q14)") {
  const auto warnings = [](const std::string& details) {
    return parse(report_json(R"([{"policy":{"policy-type":"sts","policy-domain":"a.example"},"summary":{)"
                             R"("total-successful-session-count":0,"total-failure-session-count":0},)"
                             R"("failure-details":)" +
                             details + "}]"))
        ->warnings.names();
  };
  using Names = std::vector<std::string_view>;
  CHECK(warnings("[]").empty());
  CHECK(warnings("null").empty());
  CHECK(warnings("\" \"") == Names{"list-as-single-value"});
  CHECK(warnings("\"x\"") == Names{"element-unreadable"});
}

TEST_CASE("unknown keys are noted wherever they stand (Q18)") {
  const auto report = parse(
      R"({"date-range":{"zone":"UTC","start-datetime":"2026-01-01T00:00:00Z","end-datetime":"2026-01-02T00:00:00Z"},)"
      R"("policies":[]})");
  CHECK(report->warnings.contains(WarningCode::unknown_key));
}

TEST_CASE("one object stands for a list of one (Q13, Q14)") {
  const auto report = parse(report_json(R"({"failure-details":{"result-type":" Certificate-Expired "}})"));
  REQUIRE(report->policies.size() == 1);
  CHECK(report->policies[0].failure_details.at(0).result_type.name == "certificate-expired");
  CHECK(report->warnings.contains(WarningCode::policies_not_array));
  CHECK(report->warnings.contains(WarningCode::list_as_single_value));
}

TEST_CASE("text that PostgreSQL or UTF-8 cannot hold (Q24, Q26)") {
  const auto with_nul = parse(report_json("[]", R"("report-id":"a\u0000b",)"));
  CHECK(with_nul->report_id ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(with_nul->warnings.contains(WarningCode::text_repaired));
  const auto raw = parse(report_json("[]", "\"report-id\":\"a\nb\xFF\","));
  CHECK(raw->report_id == "a\nb\xEF\xBF\xBD");
  CHECK(raw->warnings.contains(WarningCode::json_repaired));
  CHECK(raw->warnings.contains(WarningCode::text_repaired));
  CHECK(parse("\xEF\xBB\xBF" + report_json())->warnings.contains(WarningCode::byte_order_mark));
}

TEST_CASE("long names are cut between characters, but not in the key (Q25)") {
  const std::string long_name = std::string(254, 'x') + "\xC3\xBC";
  const auto report = parse(report_json("[]", R"("organization-name":")" + long_name + R"(",)"));
  CHECK(report->organization_name == std::string(254, 'x'));
  CHECK(report->key_organization_name == long_name);
  CHECK(report->warnings.contains(WarningCode::text_cut));
}

TEST_CASE("limits refuse the document") {
  ReportLimits limits;
  limits.max_policies = 1;
  CHECK(refusal(report_json("[{},{}]"), limits) == "limit-policies /policies");
  limits = {};
  limits.max_failure_details = 2;
  CHECK(refusal(report_json(R"([{"failure-details":[{},{}]},{"failure-details":[{}]}])"), limits) ==
        "limit-failure-details /policies");
  limits = {};
  limits.max_policy_lines = 3;
  CHECK(parse(report_json(R"([{"policy":{"policy-string":"a\nb","mx-host":["c"]}}])"), limits));
  CHECK(refusal(report_json(R"([{"policy":{"policy-string":"a\nb","mx-host":["c","d"]}}])"), limits) ==
        "limit-policy-lines /policies");
  CHECK(refusal(report_json(R"([{"policy":{"policy-string":"[\"a\",\"b\",\"c\"]"}}])"), limits) ==
        "limit-policy-lines /policies");
  limits = {};
  limits.max_json_bytes = 10;
  CHECK(refusal(report_json(), limits) == "limit-json-bytes ");
  CHECK(refusal(std::string(200, '[') + std::string(200, ']')) == "limit-json-depth ");
}

TEST_CASE("a failure detail that says nothing is left out") {
  const auto report = parse(report_json(R"([{"failure-details":[{},{"x":1},{"failed-session-count":1}]}])"));
  CHECK(report->policies.front().failure_details.size() == 1);
  CHECK(report->warnings.contains(WarningCode::element_unreadable));
}

TEST_CASE("a parser is used again, also after a refusal and a giant") {
  ReportParser parser;
  CHECK_THROWS_AS(static_cast<void>(parser.parse("{", now)), BadMessage);
  CHECK(parser.parse(report_json(), now));
  CHECK(parser.parse(report_json("[]" + std::string(2'000'000, ' ')), now));
  CHECK(parser.parse(report_json(), now));
}

TEST_CASE("blanks outside of strings do not change a document") {
  CHECK(without_blanks("\xEF\xBB\xBF{ \"a b\" :\n[1, 2] }\n") == R"({"a b":[1,2]})");
}
