// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "archive/pack.hh"
#include "crypto/base64.hh"
#include "mail.hh"

namespace tlsrpt {

std::string newsletter_mail(const Envelope& envelope) {
  return fmt::format(
      "Return-Path: <news@bulk.example>\r\nFrom: Bulk News <news@bulk.example>\r\nTo: "
      "tls-reports@example.org\r\n"
      "Date: {}\r\nSubject: Report: our best offers of the week\r\nMessage-ID: <{}@bulk.example>\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n"
      "<html><body><p>Only today: <a href=\"https://bulk.example/{}\">everything</a> at half "
      "price.</p></body></html>"
      "\r\n",
      mail_date(envelope.delivered), envelope.number, envelope.number);
}

std::string bounce_mail(const Envelope& envelope) {
  return fmt::format(
      "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx1.example.org\r\nTo: tls-reports@example.org\r\nDate: {0}\r\n"
      "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{1}.bounce@mx1.example.org>\r\n"
      "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=\"bounce/{1}\"\r\n\r\n"
      "--bounce/{1}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
      "Your message could not be delivered to one recipient.\r\n\r\n"
      "--bounce/{1}\r\nContent-Type: message/delivery-status\r\n\r\n"
      "Reporting-MTA: dns; mx1.example.org\r\n\r\nFinal-Recipient: rfc822; nobody@example.com\r\n"
      "Action: failed\r\nStatus: 5.1.1\r\n\r\n--bounce/{1}--\r\n",
      mail_date(envelope.delivered), envelope.number);
}

std::string dmarc_mail(const Envelope& envelope) {
  const auto end = envelope.delivered.time_since_epoch().count() / 86'400 * 86'400;
  const std::string name = fmt::format("google.com!example.org!{}!{}", end - 86'400, end - 1);
  const std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" "
      "?>\n<feedback><report_metadata><org_name>google.com</org_name>"
      "<report_id>{}</report_id><date_range><begin>{}</begin><end>{}</end></date_range></report_metadata>"
      "<policy_published><domain>example.org</domain><p>reject</p></policy_published></feedback>\n",
      envelope.number, end - 86'400, end - 1);
  return fmt::format(
      "From: noreply-dmarc-support@google.com\r\nTo: tls-reports@example.org\r\nDate: {0}\r\n"
      "Subject: Report domain: example.org Submitter: google.com Report-ID: {1}\r\n"
      "Message-ID: <{1}.dmarc@google.com>\r\nMIME-Version: 1.0\r\n"
      "Content-Type: application/gzip; name=\"{2}.xml.gz\"\r\n"
      "Content-Disposition: attachment; filename=\"{2}.xml.gz\"\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\n{3}\r\n",
      mail_date(envelope.delivered), envelope.number, name, encode_base64(gzip(xml)));
}

}  // namespace tlsrpt
