// SPDX-License-Identifier: Apache-2.0
#include "report/attribution.hh"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tlsrpt;

namespace {

PolicyResult policy(const std::string& type, const std::string& domain, std::uint64_t successful,
                    std::uint64_t failed, std::vector<std::string> mx_host = {}) {
  PolicyResult result;
  result.policy.policy_type.name = type;
  result.policy.policy_domain = domain;
  result.policy.mx_host = std::move(mx_host);
  result.summary = {successful, failed};
  return result;
}

Report report_of(std::vector<PolicyResult> policies, const DomainHints& hints = {}) {
  Report report;
  report.policies = std::move(policies);
  attribute(report, hints);
  return report;
}

FailureDetail failure(const std::string& type, std::uint64_t count) {
  FailureDetail detail;
  detail.result_type.name = type;
  detail.failed_session_count = count;
  return detail;
}

}  // namespace

TEST_CASE("the tlsa row of an MX host belongs to the domain whose policy lists the host") {
  const Report report = report_of({policy("sts", "a.example", 2, 0, {"mx.other.example"}),
                                   policy("sts", "b.example", 2, 0, {"*.hoster.example"}),
                                   policy("tlsa", "mx1.hoster.example", 2, 0)});
  CHECK(report.policies[2].report_domain == "b.example");
}

TEST_CASE("failures without details are those that the other policy type details") {
  PolicyResult sts = policy("sts", "a.example", 5, 12);
  sts.failure_details = {failure("certificate-expired", 5)};
  PolicyResult tlsa = policy("tlsa", "a.example", 7, 10);
  tlsa.failure_details = {failure("certificate-expired", 5), failure("validation-failure", 4)};
  const Report report = report_of({sts, tlsa, policy("no-policy-found", "a.example", 0, 3)});
  CHECK(report.policies[0].counted);
  CHECK(report.policies[0].undetailed_failure_count == 7 - 4);
  CHECK(report.policies[1].undetailed_failure_count == 1);
  CHECK(report.policies[2].undetailed_failure_count == 3);
}

TEST_CASE("failures beyond the details, or none beyond them") {
  PolicyResult result = policy("sts", "a.example", 0, 5);
  CHECK(report_of({result}).policies[0].undetailed_failure_count == 5);
  result.failure_details = {failure("certificate-expired", 1), failure("validation-failure", 2)};
  CHECK(report_of({result}).policies[0].undetailed_failure_count == 2);
  result.failure_details[0].failed_session_count = 9;
  CHECK(report_of({result}).policies[0].undetailed_failure_count == 0);
}

TEST_CASE("the lines of the policy list hosts, too") {
  PolicyResult sts = policy("sts", "b.example", 2, 0);
  sts.policy.policy_string = {"version: STSv1", "mx: MX1.hoster.example", "mx:*.x.example"};
  const Report report =
      report_of({policy("sts", "a.example", 2, 0), sts, policy("tlsa", "mx1.hoster.example", 2, 0),
                 policy("tlsa", "m.x.example", 2, 0)});
  CHECK(report.policies[2].report_domain == "b.example");
  CHECK(report.policies[3].report_domain == "b.example");
}

TEST_CASE("else to the only other domain") {
  const Report report =
      report_of({policy("sts", "a.example", 2, 0), policy("tlsa", "mx.hoster.example", 2, 0),
                 policy("tlsa", "mx2.hoster.example", 1, 0)});
  CHECK(report.policies[1].report_domain == "a.example");
  CHECK(report.policies[2].report_domain == "a.example");
}

TEST_CASE("two tlsa rows alone say nothing of one another") {
  const Report report = report_of({policy("tlsa", "a.example", 2, 0), policy("tlsa", "b.example", 2, 0)});
  CHECK(report.policies[0].report_domain == "a.example");
  CHECK(report.policies[1].report_domain == "b.example");
}

TEST_CASE("a tlsa row of a mail domain stays there") {
  const Report report = report_of({policy("sts", "a.example", 2, 0), policy("sts", "b.example", 2, 0),
                                   policy("tlsa", "b.example", 2, 0)});
  CHECK(report.policies[2].report_domain == "b.example");
}

TEST_CASE("else to TLS-Report-Domain where the host lies below it, else to itself") {
  CHECK(report_of({policy("tlsa", "mx.a.example", 1, 0)}, {"A.example", {}, {}}).policies[0].report_domain ==
        "a.example");
  CHECK(report_of({policy("tlsa", "mx.b.example", 1, 0)}, {"a.example", {}, {}}).policies[0].report_domain ==
        "mx.b.example");
}

TEST_CASE("a missing policy domain comes from header, subject or file name") {
  const auto domain = [](const DomainHints& hints) {
    return report_of({policy("sts", "", 1, 0)}, hints).policies[0];
  };
  const std::string subject = "Report Domain: Subject.example\r\n Submitter: x Report-ID: <1@x>";
  const std::string file = "x.example!file.example!1!2.json.gz";
  CHECK(domain({"header.example", subject, file}).policy.policy_domain == "header.example");
  CHECK(domain({"header.example", subject, file}).policy.policy_domain_source ==
        PolicyDomainSource::tls_report_domain);
  CHECK(domain({"", subject, file}).policy.policy_domain == "subject.example");
  CHECK(domain({"", "hello", file}).policy.policy_domain == "file.example");
  CHECK(domain({"", "hello", file}).report_domain == "file.example");
  CHECK(domain({"", "", "report.json"}).policy.policy_domain_source == PolicyDomainSource::none);
}

TEST_CASE("of sts and tlsa the one with more sessions counts") {
  auto counted = [](std::vector<PolicyResult> policies) {
    std::vector<bool> flags;
    for (const PolicyResult& result : report_of(std::move(policies)).policies)
      flags.push_back(result.counted);
    return flags;
  };
  using Flags = std::vector<bool>;
  CHECK(counted({policy("sts", "a", 2, 0), policy("tlsa", "a", 3, 0)}) == Flags{false, true});
  CHECK(counted({policy("sts", "a", 3, 0), policy("tlsa", "a", 2, 0)}) == Flags{true, false});
  CHECK(counted({policy("sts", "a", 2, 0), policy("tlsa", "a", 2, 0)}) == Flags{true, false});
  CHECK(counted({policy("sts", "a", 2, 0), policy("tlsa", "a", 1, 1)}) == Flags{false, true});
  CHECK(counted({policy("sts", "a", 2, 0), policy("sts", "a", 2, 0), policy("tlsa", "a", 3, 0)}) ==
        Flags{true, true, false});
  CHECK(counted({policy("sts", "a", 2, 0), policy("no-policy-found", "a", 9, 0),
                 policy("tlsa", "a", 3, 0)}) == Flags{false, true, true});
  CHECK(counted({policy("sts", "a", 2, 0), policy("sts", "b", 9, 0), policy("tlsa", "a", 3, 0)}) ==
        Flags{false, true, true});
}

TEST_CASE("failure details are chosen by their own sums") {
  PolicyResult sts = policy("sts", "a", 5, 3);
  sts.failure_details = {failure("certificate-expired", 3)};
  PolicyResult tlsa = policy("tlsa", "a", 2, 6);
  tlsa.failure_details = {failure("certificate-expired", 2), failure("tlsa-invalid", 1)};
  PolicyResult none = policy("no-policy-found", "a", 0, 1);
  none.failure_details = {failure("certificate-expired", 1)};
  const Report report = report_of({sts, tlsa, none});
  CHECK(report.policies[0].failure_details[0].counted);
  CHECK_FALSE(report.policies[1].failure_details[0].counted);
  CHECK(report.policies[1].failure_details[1].counted);
  CHECK(report.policies[2].failure_details[0].counted);
}
