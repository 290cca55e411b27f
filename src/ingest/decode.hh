// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/unpack.hh"
#include "message/attachments.hh"
#include "report/parse.hh"
#include "store/batch.hh"

namespace tlsrpt {

/// Every bound of the way from mail bytes to reports. The bytes unpacked, the policies and the failure
/// details are bounded over all documents of a mail together: a hundred bombs cost no more than one. All
/// reports behind the first one share a quarter of max_failure_details.
struct DecodeLimits {
  std::uint64_t max_message_bytes = 16'000'000;  ///< a bigger mail is rejected unread: "limit-message-bytes"
  MessageLimits message;
  UnpackLimits unpack;
  ReportLimits report;
};

/// Where the bytes come from.
struct Origin {
  std::string path;       ///< of a file; empty for mails of a mailbox
  std::uint32_t uid = 0;  ///< in the folder, or the place in the file
  std::uint64_t size = 0;
  std::optional<std::chrono::sys_seconds> received_at;
};

/// From bytes to reports, without any side effect. Keeps its buffers; one a thread.
class Decoder {
 public:
  explicit Decoder(const DecodeLimits& limits) : limits_(limits), parser_(limits.report) {}

  /// The reports in a mail and what claims to be one and is none. Never throws for what the bytes hold.
  /// \param now  the time that implausible dates are measured at
  [[nodiscard]] NewMessage mail(std::string_view bytes, const Origin& origin, std::chrono::sys_seconds now);

  /// The same for a bare document: JSON, gzip or zip.
  [[nodiscard]] NewMessage document(std::string_view bytes, const Origin& origin,
                                    std::chrono::sys_seconds now);

  /// An attachment or document that was stored before, with what is known of its mail in `context`.
  [[nodiscard]] NewMessage stored(std::string_view bytes, std::string_view file_name, NewMessage context,
                                  std::chrono::sys_seconds now);

  /// A mail or document that is over the limit and was not read.
  [[nodiscard]] NewMessage oversized(const Origin& origin) const;

  [[nodiscard]] const DecodeLimits& limits() const noexcept { return limits_; }

 private:
  /// How sure it is that a part means to be a report: what fails is rejected from `plausible` on where its
  /// bytes look like one, at `labelled` in any case.
  enum class Claim : std::uint8_t { none, plausible, labelled };

  void read_parts(const Message& parts, bool claims_report, std::chrono::sys_seconds now,
                  NewMessage& message);
  void read_part(std::string_view content, std::string_view file_name, Claim claim,
                 std::chrono::sys_seconds now, NewMessage& message);
  void read_document(Document document, std::string_view content, Claim claim, std::chrono::sys_seconds now,
                     NewMessage& message);
  /// \throws BadMessage  "limit-policies", "limit-policy-lines", "limit-failure-details"
  void charge(const Report& report);

  DecodeLimits limits_;
  DecodeLimits left_;  ///< to the mail in hand
  ReportParser parser_;
};

}  // namespace tlsrpt
