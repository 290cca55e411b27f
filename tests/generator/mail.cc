// SPDX-License-Identifier: Apache-2.0
#include "mail.hh"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "crypto/base64.hh"
#include "random.hh"

namespace tlsrpt {

namespace {

constexpr std::string_view recipient = "tls-reports@example.org";

/// What a signature looks like; `lines` lines of 72 characters.
std::string signature(Random& random, int lines) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (int line = 0; line < lines; ++line) {
    text += line == 0 ? "" : "\r\n         ";
    for (int word = 0; word < 9; ++word) {
      std::uint64_t bits = random.next();
      for (int i = 0; i < 8; ++i, bits >>= 6U) text += alphabet[bits & 63U];
    }
  }
  return text;
}

std::string dkim_signature(std::string_view field, std::string_view domain, std::chrono::sys_seconds time,
                           Random& random) {
  return fmt::format(
      "{}: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
      "        d={}; s=20251104; t={};\r\n"
      "        h=to:from:subject:message-id:tls-report-submitter:tls-report-domain\r\n"
      "         :date:mime-version:content-type;\r\n"
      "        bh={};\r\n"
      "        b={}\r\n",
      field, domain, time.time_since_epoch().count(), signature(random, 1).substr(0, 43) + "=",
      signature(random, 5));
}

/// The header fields that the receiving mail server puts on top.
std::string delivery_fields(std::string_view sender, std::string_view domain, const Envelope& envelope,
                            Random& random) {
  const std::string date = mail_date(envelope.delivered);
  return fmt::format(
      "Return-Path: <{0}>\r\n"
      "Delivered-To: {2}\r\n"
      "Received: from mx1.example.org ([192.0.2.11])\r\n"
      "\tby imap.example.org with LMTP id {3}\r\n"
      "\tfor <{2}>; {4}\r\n"
      "Authentication-Results: mx1.example.org;\r\n"
      "\tdkim=pass (2048-bit key; unprotected) header.d={1} header.i=@{1} header.a=rsa-sha256;\r\n"
      "\tspf=pass smtp.mailfrom={0}; dmarc=pass (policy=reject) header.from={1}\r\n"
      "Received: from out-{5}.{1} (out-{5}.{1} [198.51.100.{5}])\r\n"
      "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n"
      "\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n"
      "\t(No client certificate requested)\r\n"
      "\tby mx1.example.org (Postfix) with ESMTPS id {6:010X}\r\n"
      "\tfor <{2}>; {4}\r\n",
      sender, domain, recipient, signature(random, 1).substr(0, 20), date, random.between(1, 40),
      random.below(1ULL << 40U));
}

std::string subject(const DrawnReport& report) {
  const std::string id = report_id(report);
  const std::string_view submitter = report.reporter->submitter;
  switch (report.reporter->software) {
    case Software::google:
      return fmt::format("Report Domain: {0} Submitter: {1} Report-ID: <{2:%Y.%m.%d}T00.00.00Z+{0}@{1}>",
                         report.domain, submitter, fmt::gmtime(report.day));
    case Software::microsoft:
      return fmt::format("Report Domain: {} Submitter: {} Report-ID:\r\n {}", report.domain, submitter, id);
    case Software::mail_ru:
      return fmt::format("Report\r\n Domain: {}\r\n Submitter: {}\r\n Report-ID: <{}>", report.domain,
                         submitter, id);
    case Software::postfix:
      return fmt::format("Report Domain: {} Submitter: {} Report-ID: <{}@{}>", report.domain, submitter, id,
                         submitter);
    case Software::mox:
    case Software::stalwart:
    case Software::draft:
      return fmt::format("Report Domain: {} Submitter: {} Report-ID: <{}>", report.domain, submitter, id);
  }
  return {};
}

/// The header fields between delivery and Content-Type.
std::string sender_fields(const DrawnReport& report, const Envelope& envelope, Random& random) {
  const Reporter& reporter = *report.reporter;
  std::string fields = dkim_signature("DKIM-Signature", reporter.submitter, envelope.delivered, random);
  if (reporter.software == Software::google) {
    fields += dkim_signature("X-Google-DKIM-Signature", "1e100.net", envelope.delivered, random);
    fields += fmt::format("X-Gm-Message-State: {}\r\n", signature(random, 2));
  } else if (reporter.software == Software::microsoft) {
    fields += fmt::format(
        "X-MS-PublicTrafficType: Email\r\nX-MS-Exchange-SenderADCheck: 1\r\nX-MS-Exchange-AntiSpam-Relay: "
        "0\r\n"
        "X-Microsoft-Antispam-Message-Info:\r\n\t{}\r\nX-OriginatorOrg: microsoft.com\r\n",
        signature(random, 6));
  } else if (reporter.software == Software::postfix) {
    fields += "TLS-Required: No\r\n";
  } else if (reporter.software == Software::stalwart) {
    fields += "Auto-Submitted: auto-generated\r\n";
  }
  const bool has_brackets = reporter.software == Software::microsoft;
  // Microsoft's Message-ID names the receiver's domain.
  const std::string_view id_domain =
      has_brackets ? recipient.substr(recipient.find('@') + 1) : reporter.submitter;
  return fields + fmt::format(
                      "From: {}{}{}\r\nTo: {}\r\nDate: {}\r\nSubject: {}\r\nTLS-Report-Domain: {}\r\n"
                      "TLS-Report-Submitter: {}\r\nMIME-Version: 1.0\r\nMessage-ID: <{:016x}.{}@{}>\r\n",
                      has_brackets ? "<" : "", reporter.sender, has_brackets ? ">" : "", recipient,
                      mail_date(envelope.delivered), subject(report), report.domain, reporter.submitter,
                      report.noise, envelope.number, id_domain);
}

std::string human_part(const Reporter& reporter) {
  if (reporter.software == Software::google) {
    return "Content-Type: text/plain; charset=\"UTF-8\"; format=flowed; delsp=yes\r\n\r\n"
           "This is an aggregate TLS report from google.com\r\n";
  }
  if (reporter.software == Software::microsoft) {
    return "Content-Type: text/html; charset=\"us-ascii\"\r\nContent-Transfer-Encoding: "
           "quoted-printable\r\n\r\n"
           "<html>\r\n<head>\r\n"
           "<meta http-equiv=3D\"Content-Type\" content=3D\"text/html; charset=3Dus-ascii\"=\r\n>\r\n"
           "</head>\r\n<body>\r\n<div>This is an aggregate TLS report from microsoft.com</div>\r\n"
           "</body>\r\n</html>\r\n";
  }
  return fmt::format(
      "Content-Type: text/plain; charset=\"utf-8\"\r\n\r\nThis is an aggregate TLS report from {}\r\n",
      reporter.submitter);
}

std::string attachment_fields(const DrawnReport& report) {
  const std::string name = report_file_name(report);
  switch (report.reporter->software) {
    case Software::google:
      return fmt::format(
          "Content-Type: application/tlsrpt+gzip; \r\n\tname=\"{0}\"\r\n"
          "Content-Disposition: attachment; \r\n\tfilename=\"{0}\"\r\n",
          name);
    case Software::microsoft:
      return fmt::format(
          "Content-Type: application/tlsrpt+gzip\r\nContent-Description:\r\n {0}\r\n"
          "Content-Disposition: attachment;\r\n\tfilename=\"{0}\"\r\n",
          name);
    default:
      return fmt::format(
          "Content-Type: application/tlsrpt+gzip\r\nContent-Disposition: attachment; filename=\"{}\"\r\n",
          name);
  }
}

}  // namespace

std::string mail_date(std::chrono::sys_seconds time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S +0000}", fmt::gmtime(time));
}

std::string report_mail(const DrawnReport& report, std::string_view attachment, const Envelope& envelope) {
  Random random{report.noise, envelope.number};
  std::string mail = delivery_fields(report.reporter->sender, report.reporter->submitter, envelope, random);
  mail += sender_fields(report, envelope, random);
  const std::string boundary = fmt::format("_{:016x}_{:08x}_", random.next(), envelope.number);
  mail += report.reporter->software == Software::google
              ? fmt::format("Content-Type: multipart/report; boundary=\"{}\"; report-type=tlsrpt\r\n\r\n",
                            boundary)
              : fmt::format(
                    "Content-Type: multipart/report; report-type=\"tlsrpt\";\r\n\tboundary=\"{}\"\r\n\r\n",
                    boundary);
  mail += fmt::format(
      "--{0}\r\n{1}\r\n--{0}\r\n{2}Content-Transfer-Encoding: base64\r\n\r\n{3}\r\n--{0}--\r\n", boundary,
      human_part(*report.reporter), attachment_fields(report), encode_base64(attachment));
  return mail;
}

}  // namespace tlsrpt
