// SPDX-License-Identifier: Apache-2.0
#include "message/attachments.hh"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "base/error.hh"

namespace tlsrpt {
namespace {

const std::string report_file_name = "reporter.example!recipient.example!1709251200!1709337599!001.json.gz";

std::string fixture(const std::string& name) {
  const char* root = std::getenv("TLSRPT_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  std::ifstream file(std::string(root) + "/tests/fixtures/mails/" + name, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

Message read_fixture(const std::string& name) {
  return read_message(fixture(name + ".eml"), MessageLimits{});
}

/// The report of the fixtures as gzip, from the mail that holds it without any encoding.
std::string gzip_report() {
  const std::string mail = fixture("binary.eml");
  const std::size_t start = mail.find("\x1f\x8b");
  return mail.substr(start, mail.rfind("\r\n--") - start);
}

std::string refusal(std::string_view mail, const MessageLimits& limits = {}) {
  try {
    static_cast<void>(read_message(mail, limits));
  } catch (const BadMessage& error) {
    return error.reason();
  }
  return {};
}

std::string nested_multiparts(unsigned levels) {
  std::string mail;
  for (unsigned i = 0; i < levels; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    mail += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  return mail + "\ntext\n";
}

std::string many_parts(unsigned parts) {
  std::string mail = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (unsigned i = 0; i < parts; ++i) mail += "--b\n\ntext\n";
  return mail;
}

}  // namespace

TEST_CASE("a usual report mail") {
  const Message mail = read_fixture("multipart_report");
  CHECK(mail.header.message_id == "20240302.1@reporter.example");
  CHECK(mail.header.from == "\"Example Mail\" <noreply@reporter.example>");
  CHECK(mail.header.subject ==
        "Report Domain: recipient.example Submitter: reporter.example Report-ID: "
        "<2024-03-01_recipient.example@reporter.example>");
  CHECK(mail.header.tls_report_domain == "recipient.example");
  CHECK(mail.header.tls_report_submitter == "reporter.example");
  CHECK(mail.header.claims_report);
  REQUIRE(mail.attachments.size() == 2);
  CHECK(mail.attachments[0].content_type == "text/plain");
  CHECK(mail.attachments[0].content == "This is an aggregate TLS report from reporter.example.\r\n");
  CHECK_FALSE(mail.attachments[0].claims_report);
  CHECK(mail.attachments[1].content_type == "application/tlsrpt+gzip");
  CHECK(mail.attachments[1].file_name == report_file_name);
  CHECK(mail.attachments[1].content == gzip_report());
  CHECK(mail.attachments[1].claims_report);
}

TEST_CASE("the report is found in every structure (Q27, Q32)") {
  for (const char* name : {"lf_only_mbox_line", "no_close_boundary", "inner_not_closed", "prefix_boundary",
                           "boundary_in_line", "single_part", "nested_message", "nested_message_base64"}) {
    CAPTURE(name);
    const Message mail = read_fixture(name);
    CHECK(mail.header.tls_report_domain == "recipient.example");
    CHECK(mail.header.claims_report);
    unsigned found = 0;
    for (const Attachment& part : mail.attachments) {
      if (part.claims_report) CHECK(part.content == gzip_report());
      found += part.claims_report ? 1 : 0;
    }
    CHECK(found == 1);
  }
}

TEST_CASE("parts come in order, also those behind an inner multipart that was not closed (Q32)") {
  for (const char* name : {"inner_not_closed", "prefix_boundary"}) {
    CAPTURE(name);
    const Message mail = read_fixture(name);
    REQUIRE(mail.attachments.size() == 3);
    CHECK(mail.attachments[0].content_type == "text/plain");
    CHECK(mail.attachments[1].content_type == "text/html");
    CHECK(mail.attachments[1].content == "<p>report</p>");
    CHECK(mail.attachments[2].file_name == report_file_name);
  }
}

TEST_CASE("a boundary counts only as a line of its own (Q32)") {
  const Message mail = read_fixture("boundary_in_line");
  REQUIRE(mail.attachments.size() == 2);
  CHECK(mail.attachments[0].content == "see --=_b1 in this line\r\n --=_b1\r\n--=_b1x");
}

TEST_CASE("a nested message brings its header and its parts (Q27)") {
  const Message mail = read_fixture("nested_message");
  CHECK(mail.header.message_id == "20240302.1@reporter.example");
  REQUIRE(mail.attachments.size() == 4);
  CHECK(mail.attachments[0].content == "FYI\r\n");
  CHECK(mail.attachments[3].content == "footer");
}

TEST_CASE("a nested message without TLS-Report-Domain leaves the header alone") {
  const Message mail =
      read_message("Message-ID: <outer@a>\nContent-Type: message/rfc822\n\nMessage-ID: <inner@a>\n\ntext\n",
                   MessageLimits{});
  CHECK(mail.header.message_id == "outer@a");
  REQUIRE(mail.attachments.size() == 1);
  CHECK(mail.attachments[0].content == "text\n");
}

TEST_CASE("several reports in one mail (Q27)") {
  const Message mail = read_fixture("several_reports");
  REQUIRE(mail.attachments.size() == 3);
  CHECK(mail.attachments[1].content == gzip_report());
  CHECK(mail.attachments[2].content == gzip_report());
  CHECK(mail.attachments[1].file_name != mail.attachments[2].file_name);
}

TEST_CASE("quoted-printable, also of binary bytes (Q29)") {
  const Message mail = read_fixture("quoted_printable");
  REQUIRE(mail.attachments.size() == 2);
  CHECK(mail.attachments[0].content == fixture("report.json"));
  CHECK(mail.attachments[1].content == gzip_report());
}

TEST_CASE("7bit, 8bit, binary, unknown and no encoding (Q29)") {
  const Message mail = read_fixture("encodings");
  REQUIRE(mail.attachments.size() == 5);
  for (const Attachment& part : mail.attachments) CHECK(part.content == fixture("report.json"));
  REQUIRE(read_fixture("binary").attachments.size() == 1);
  CHECK(read_fixture("binary").attachments[0].content == gzip_report());
}

TEST_CASE("base64 in any wrapping and with a list footer (Q29)") {
  const Message mail = read_fixture("base64_wrappings");
  REQUIRE(mail.attachments.size() == 3);
  for (const Attachment& part : mail.attachments) CHECK(part.content == gzip_report());
}

TEST_CASE("encoded header fields and file names (Q33)") {
  const Message mail = read_fixture("encoded_headers");
  CHECK(mail.header.from == "Müller <a@reporter.example>");
  CHECK(mail.header.message_id == "long-id@reporter.example");
  CHECK(mail.header.subject == "Report Domain: recipient.example Submitter: grüße.example");
  CHECK(mail.header.tls_report_domain == "recipient.example");
  CHECK(mail.header.tls_report_submitter == "reporter.example");
  REQUIRE(mail.attachments.size() == 5);
  CHECK(mail.attachments[0].file_name == report_file_name);
  CHECK(mail.attachments[0].claims_report);
  CHECK(mail.attachments[0].content == gzip_report());
  CHECK(mail.attachments[1].file_name == "grüße.json");
  CHECK_FALSE(mail.attachments[1].claims_report);
  CHECK(mail.attachments[2].file_name == "grüße.json");
  CHECK(mail.attachments[3].file_name == "a;b \"c\".json");
  CHECK(mail.attachments[4].file_name == "two words.json");
}

TEST_CASE("without any TLS header the parts still come (Q33)") {
  const Message mail = read_fixture("no_tls_headers");
  CHECK_FALSE(mail.header.claims_report);
  CHECK(mail.header.tls_report_domain.empty());
  REQUIRE(mail.attachments.size() == 2);
  CHECK(mail.attachments[1].content == gzip_report());
}

TEST_CASE("a body without MIME, without an empty line, without a header (Q27, Q32)") {
  const std::string report = fixture("report.json");
  for (const std::string& mail : {fixture("no_mime.eml"), fixture("no_blank_line.eml"), report + "\r\n"}) {
    const Message read = read_message(mail, MessageLimits{});
    REQUIRE(read.attachments.size() == 1);
    CHECK(read.attachments[0].content == report + "\r\n");
  }
}

TEST_CASE("a multipart whose boundary never comes is one part") {
  const Message mail = read_fixture("wrong_boundary");
  REQUIRE(mail.attachments.size() == 1);
  CHECK(mail.attachments[0].content_type == "multipart/mixed");
  CHECK(mail.attachments[0].content.starts_with("--used\r\n"));
}

TEST_CASE("an empty mail, a header alone, noise (Q35)") {
  for (const std::string_view mail : {"", "\n", "Subject: a", "Subject: a\n\n", "\0\xFF\x01"}) {
    const Message read = read_message(mail, MessageLimits{});
    CHECK(read.attachments.size() == 1);
    CHECK_FALSE(read.header.claims_report);
  }
}

TEST_CASE("report-type and either TLS-Report field claim a report, the Subject does not") {
  const auto claims = [](std::string_view header) {
    return read_message(std::string(header) + "\n\n", MessageLimits{}).header.claims_report;
  };
  CHECK(claims("Content-Type: multipart/report; boundary=b; report-type=\"TLSRPT\""));
  CHECK(claims("TLS-Report-Domain: a.example"));
  CHECK(claims("TLS-Report-Submitter: a.example"));
  CHECK_FALSE(claims("Content-Type: multipart/report; boundary=b; report-type=delivery-status"));
  CHECK_FALSE(claims("Subject: Report Domain: a.example Submitter: b.example Report-ID: <1@b.example>"));
}

TEST_CASE("a part claims a report by its type or its file name") {
  const auto claims = [](std::string_view header) {
    return read_message(std::string(header) + "\n\n", MessageLimits{}).attachments.at(0).claims_report;
  };
  CHECK(claims("Content-Type: Application/TLSRPT+x-gzip"));
  CHECK(claims("Content-Type: application/octet-stream; name=a!b!1!2.json"));
  CHECK_FALSE(claims("Content-Type: application/json; name=report.json"));
}

TEST_CASE("is_report_file_name (RFC 8460, section 5.1)") {
  for (const char* name : {"a!b!1!2.json", "a!b!1!2.JSON.GZ", "a!b!1!2!x-1.json.gz"})
    CHECK(is_report_file_name(name));
  for (const char* name : {"", ".json", "a!b!1!2", "a!b!1!2.json.zip", "a!b!1.json", "a!b!1!x.json",
                           "!b!1!2.json", "a!!1!2.json", "a!b!1!2!3!4.json", "a!b!!2.json"}) {
    CAPTURE(name);
    CHECK_FALSE(is_report_file_name(name));
  }
}

TEST_CASE("limits hold to the step (Q34)") {
  CHECK(refusal(nested_multiparts(20)).empty());
  CHECK(refusal(nested_multiparts(21)) == "limit-nesting");
  CHECK(refusal(many_parts(1000)).empty());
  CHECK(refusal(many_parts(1001)) == "limit-parts");
  CHECK(refusal("Subject: a\n\n", {.max_header_bytes = 12}).empty());
  CHECK(refusal("Subject: a\n\n", {.max_header_bytes = 11}) == "limit-header-bytes");
}

TEST_CASE("hostile mails end at a limit (Q34)") {
  CHECK(refusal(nested_multiparts(500)) == "limit-nesting");
  CHECK(refusal(many_parts(10'000)) == "limit-parts");
  std::string messages;
  for (int i = 0; i < 500; ++i) messages += "Content-Type: message/rfc822\n\n";
  CHECK(refusal(messages) == "limit-nesting");
  CHECK(refusal("Subject: " + std::string(10'000'000, 'x')) == "limit-header-bytes");
  std::string fields;
  for (int i = 0; i < 1'000'000; ++i) fields += "X: y\n";
  CHECK(refusal(fields) == "limit-header-bytes");
  std::string near_miss = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 1'000'000; ++i) near_miss += "--bb\n";
  CHECK(refusal(near_miss).empty());
}

}  // namespace tlsrpt
