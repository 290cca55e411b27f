// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// What a mail may cost. A bound that is hit refuses the whole mail.
struct MessageLimits {
  std::uint64_t max_header_bytes = 1'000'000;  ///< bytes of one header block; more: "limit-header-bytes"
  unsigned max_nesting = 20;                   ///< multipart and message/rfc822 levels; more: "limit-nesting"
  std::uint64_t max_parts = 1'000;             ///< leaf parts; more: "limit-parts"
};

/// The header fields that later stages need, unfolded, RFC 2047 words decoded to UTF-8, blanks trimmed; empty
/// when absent; valid UTF-8 without U+0000. They come from the outermost message, or from the innermost
/// nested one that has TLS-Report-Domain.
struct MessageHeader {
  std::string message_id;  ///< without angle brackets
  std::string from;        ///< the whole field
  std::string subject;
  std::string tls_report_domain;     ///< RFC 8460, section 5.3
  std::string tls_report_submitter;  ///< RFC 8460, section 5.3
  /// The mail says that it is a TLS report: report-type=tlsrpt or a TLS-Report-* field. The Subject says
  /// nothing.
  bool claims_report = false;
};

/// A leaf part with its transfer encoding undone.
struct Attachment {
  std::string
      file_name;  ///< Content-Disposition filename, else Content-Type name; RFC 2231 and RFC 2047 decoded
  std::string content_type;    ///< lower case "type/subtype"; "text/plain" when absent
  std::string content;         ///< decoded bytes
  bool trailing_junk = false;  ///< characters behind the end of the Base64 text were left out (quirk Q29)
  /// The part says that it is a TLS report: application/tlsrpt* or a file name of RFC 8460, section 5.1.
  bool claims_report = false;
};

struct Message {
  MessageHeader header;
  std::vector<Attachment> attachments;  ///< every leaf, in order, also text parts; nested messages opened
};

/// Takes a mail apart (RFC 5322, RFC 2045 to 2047, RFC 2231), as lenient as quirks Q27 to Q33 ask: a missing
/// close boundary, LF only, an mbox "From " line, a body without any MIME header are all read. \throws
/// BadMessage  reasons: "limit-header-bytes", "limit-nesting", "limit-parts"
[[nodiscard]] Message read_message(std::string_view bytes, const MessageLimits& limits);

/// `sender!policy-domain!begin!end[!unique-id].json[.gz]` (RFC 8460, section 5.1), in any letter case.
[[nodiscard]] bool is_report_file_name(std::string_view file_name) noexcept;

}  // namespace tlsrpt
