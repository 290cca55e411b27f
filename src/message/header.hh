// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tlsrpt {

/// The fields of one header block that this program reads: unfolded, else as they came; empty when absent. Of
/// a repeated field the first one counts.
struct HeaderFields {
  std::size_t length = 0;  ///< bytes of the block with the empty line behind it
  std::string content_type;
  std::string content_disposition;
  std::string content_transfer_encoding;
  std::string message_id;
  std::string from;
  std::string subject;
  std::string tls_report_domain;
  std::string tls_report_submitter;
};

/// Reads the header block at the start of `bytes`. The block ends at an empty line or in front of the first
/// line that is neither a field nor a continuation; it may be empty, when `bytes` are a body and nothing
/// else. \throws BadMessage  "limit-header-bytes"
[[nodiscard]] HeaderFields read_header(std::string_view bytes, std::uint64_t max_bytes);

/// The first line of `bytes` with its line end; all of them when there is none.
[[nodiscard]] std::string_view first_line(std::string_view bytes) noexcept;

/// Whether the first line looks like a header field: a name and a colon.
[[nodiscard]] bool begins_with_field(std::string_view bytes) noexcept;

}  // namespace tlsrpt
