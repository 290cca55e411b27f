// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode.hh"

#include <doctest/doctest.h>

#include <string>

#include "archive/pack.hh"
#include "archive/zip_builder.hh"
#include "crypto/base64.hh"

using namespace tlsrpt;
using namespace std::chrono;

namespace {

constexpr sys_seconds now = sys_days{2026y / January / 15};

const std::string json =
    R"({"organization-name":"Org","report-id":"1","contact-info":"a@b.example",)"
    R"("date-range":{"start-datetime":"2026-01-01T00:00:00Z","end-datetime":"2026-01-01T23:59:59Z"},)"
    R"("policies":[{"policy":{"policy-type":"no-policy-found"},)"
    R"("summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]})";

struct Part {
  std::string type;
  std::string content;
  std::string name = "part";
};

std::string mail(const std::vector<Part>& parts, const std::string& headers = "") {
  std::string text = "From: a@b.example\r\nMessage-ID: <1@b.example>\r\nSubject: hello\r\n" + headers +
                     "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n";
  for (const Part& part : parts) {
    text += "--x\r\nContent-Type: " + part.type + "\r\nContent-Disposition: attachment; filename=\"" +
            part.name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encode_base64(part.content) +
            "\r\n";
  }
  return text + "--x--\r\n";
}

NewMessage decode(const std::string& bytes) {
  return Decoder({}).mail(bytes, {{}, 7, bytes.size(), {}}, now);
}

NewMessage decode_file(const std::string& path, const std::string& bytes) {
  return Decoder({}).document(bytes, {path, 1, bytes.size(), {}}, now);
}

std::string reason(const NewDocument& document) {
  const auto* rejection = std::get_if<Rejection>(&document.content);
  return rejection == nullptr ? "report" : rejection->reason;
}

}  // namespace

TEST_CASE("a report in a mail, kept as it came") {
  const std::string packed = gzip(json);
  const NewMessage message =
      decode(mail({{"application/tlsrpt+gzip", packed}}, "TLS-Report-Domain: Example.org\r\n"));
  REQUIRE(message.documents.size() == 1);
  REQUIRE(reason(message.documents[0]) == "report");
  const auto& report = std::get<NewReport>(message.documents[0].content);
  CHECK(report.body == packed);
  CHECK(report.report.policies[0].policy.policy_domain == "example.org");
  CHECK(report.report.policies[0].policy.policy_domain_source == PolicyDomainSource::tls_report_domain);
  CHECK(message.uid == 7);
  CHECK(message.message_id == "1@b.example");
  CHECK(message.from_header == "a@b.example");
}

TEST_CASE("good neighbours of a bad document are read") {
  const NewMessage message = decode(mail({{"application/tlsrpt+gzip", gzip(json).substr(0, 40)},
                                          {"application/tlsrpt+json", "{"},
                                          {"application/octet-stream", json}}));
  REQUIRE(message.documents.size() == 3);
  CHECK(reason(message.documents[0]) == "gzip-truncated");
  CHECK(reason(message.documents[1]) == "malformed-json");
  CHECK(reason(message.documents[2]) == "report");
}

TEST_CASE("good neighbours of a bad entry are read, and the archive is kept once") {
  const std::string zip = ZipBuilder()
                              .add({.name = "damaged.json", .content = json, .checksum_lie = 1})
                              .add({.name = "good.json", .content = json})
                              .add({.name = "secret.json", .content = json, .encrypted = true})
                              .build();
  const NewMessage message = decode(mail({{"application/tlsrpt+zip", zip}}));
  REQUIRE(message.documents.size() == 3);
  CHECK(message.documents[0].file_name == "good.json");
  CHECK(reason(message.documents[0]) == "report");
  CHECK(message.documents[1].file_name == "damaged.json");
  CHECK(reason(message.documents[1]) == "zip-corrupt");
  CHECK(std::get<Rejection>(message.documents[1].content).content == zip);
  CHECK(message.documents[2].file_name == "secret.json");
  CHECK(reason(message.documents[2]) == "zip-encrypted");
  CHECK_FALSE(std::get<Rejection>(message.documents[2].content).content);
  // The good one says for all of them what they mean to be.
  CHECK(decode(mail({{"application/zip", zip}})).documents.size() == 3);
}

TEST_CASE("a footer behind the Base64 text is left out and noted") {
  const auto warned = [](const std::string& footer) {
    const NewMessage message =
        decode("Content-Type: application/tlsrpt+json\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
               encode_base64(json) + footer);
    return std::get<NewReport>(message.documents.at(0).content)
        .report.warnings.contains(WarningCode::base64_trailing_junk);
  };
  CHECK(warned("-- \r\nlist footer"));
  CHECK_FALSE(warned("\r\n"));
}

TEST_CASE("without a claim nothing is rejected") {
  CHECK(decode(mail({{"text/plain", "hello"}, {"application/gzip", gzip("<xml/>")}})).documents.empty());
  CHECK(decode(mail({{"application/gzip", gzip(json).substr(0, 40)}})).documents.empty());
  CHECK(decode(mail({{"application/json", "{\"a\":1}"}})).documents.empty());
  CHECK(decode(mail({{"application/json", "{"}})).documents.empty());
  CHECK(decode("").documents.empty());
}

TEST_CASE("each claim on its own makes a rejection") {
  CHECK(reason(decode(mail({{"application/tlsrpt+gzip", "noise"}})).documents.at(0)) == "malformed-json");
  CHECK(reason(decode(mail({{"application/gzip", "noise", "a!b!1!2.json.gz"}})).documents.at(0)) ==
        "malformed-json");
  CHECK(reason(decode(mail({{"application/gzip", gzip(json).substr(0, 40)}}, "TLS-Report-Domain: a\r\n"))
                   .documents.at(0)) == "gzip-truncated");
  CHECK(reason(decode(mail({{"application/json", "{\"policies\":[]}"}})).documents.at(0)) == "no-date-range");
  CHECK(reason(decode(mail({{"application/tlsrpt+json", "{}"}})).documents.at(0)) == "not-a-report");
  CHECK(reason(decode(mail({{"text/plain", "hello"}}, "TLS-Report-Submitter: a\r\n")).documents.at(0)) ==
        "no-document");
}

TEST_CASE("a rejection keeps the bytes that were refused") {
  const std::string broken = gzip(json).substr(0, 40);
  const NewMessage message = decode(mail({{"application/tlsrpt+gzip", broken}}));
  const auto& rejection = std::get<Rejection>(message.documents.at(0).content);
  CHECK(rejection.content == broken);
  CHECK(rejection.kind == Rejection::Kind::document);

  const std::string packed = gzip("{");
  const NewMessage in_gzip = decode(mail({{"application/tlsrpt+gzip", packed}}));
  CHECK(std::get<Rejection>(in_gzip.documents.at(0).content).content == packed);

  const std::string empty_mail = mail({}, "TLS-Report-Domain: a\r\n");
  const NewMessage whole = decode(empty_mail);
  CHECK(std::get<Rejection>(whole.documents.at(0).content).content == empty_mail);
  CHECK(std::get<Rejection>(whole.documents.at(0).content).kind == Rejection::Kind::mail);
}

TEST_CASE("bare documents") {
  CHECK(reason(decode_file("a.json", json).documents.at(0)) == "report");
  CHECK(reason(decode_file("a.json.gz", gzip(json)).documents.at(0)) == "report");
  CHECK(reason(decode_file("a.json", "{").documents.at(0)) == "malformed-json");
  CHECK(reason(decode_file("a.json.gz", gzip(json).substr(0, 40)).documents.at(0)) == "gzip-truncated");
  CHECK(decode_file("package.json", "{\"name\":1}").documents.empty());
  CHECK(decode_file("dmarc.xml.gz", gzip("<xml/>")).documents.empty());
  CHECK(std::get<NewReport>(decode_file("dir/x!file.example!1!2.json", json).documents.at(0).content)
            .report.policies[0]
            .report_domain == "file.example");
}

TEST_CASE("the same report has one key in mail, file and gzip") {
  const auto key = [](const NewMessage& message) {
    return std::get<NewReport>(message.documents.at(0).content).key;
  };
  const ReportKey in_mail = key(decode(mail({{"application/tlsrpt+json", json}})));
  CHECK(in_mail == key(decode_file("a.json", json)));
  CHECK(in_mail == key(decode_file("b.json.gz", gzip(json))));
}

TEST_CASE("foreign bytes in names become valid text") {
  const NewMessage message = Decoder({}).document("{", {std::string("dir/a\xFF.json"), 1, 1, {}}, now);
  CHECK(message.path == "dir/a\xEF\xBF\xBD.json");
  CHECK(message.documents.at(0).file_name == "a\xEF\xBF\xBD.json");
}

TEST_CASE("an oversized mail is rejected without bytes") {
  const NewMessage message = Decoder({}).oversized({{}, 3, 99'000'000, {}});
  const auto& rejection = std::get<Rejection>(message.documents.at(0).content);
  CHECK(rejection.reason == "limit-message-bytes");
  CHECK_FALSE(rejection.content);
  CHECK(rejection.content_size == 99'000'000);
}

TEST_CASE("a hundred bombs in a mail cost no more than one") {
  DecodeLimits limits;
  limits.unpack.max_total_bytes = 3 * json.size();
  limits.report.max_policies = 2;
  Decoder decoder(limits);
  const std::string packed = gzip(json);
  const std::string four = mail(std::vector<Part>(4, {"application/tlsrpt+gzip", packed}));
  for (const char* const again : {"first mail", "next mail"}) {
    CAPTURE(again);
    const NewMessage message = decoder.mail(four, {}, now);
    REQUIRE(message.documents.size() == 4);
    CHECK(reason(message.documents[1]) == "report");
    CHECK(reason(message.documents[2]) == "limit-policies");
    CHECK(reason(message.documents[3]) == "limit-total-bytes");
  }
}
