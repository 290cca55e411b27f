// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// A mail of the selected folder (RFC 3501, section 2.3.1.1).
struct MessageRef {
  std::uint32_t uid = 0;
  std::uint64_t size = 0;                    ///< RFC822.SIZE in bytes, as the server says it
  std::chrono::sys_seconds internal_date{};  ///< INTERNALDATE, when the mail was delivered, UTC
  bool operator==(const MessageRef&) const = default;
};

/// One selected folder of a mail server. Every call may throw Unavailable (network, server, deadline: try
/// again later) or BadSetup (credentials, certificate, no such folder: a person must act).
class Mailbox {
 public:
  virtual ~Mailbox() = default;

  /// UIDVALIDITY of the selected folder; UIDs mean something only together with it.
  [[nodiscard]] virtual std::uint32_t uidvalidity() const = 0;

  /// UIDs of all mails in the folder that are `first_uid` or higher, ascending.
  [[nodiscard]] virtual std::vector<std::uint32_t> uids_from(std::uint32_t first_uid) = 0;

  /// Size and delivery time of the mails `uids` (ascending); mails that are gone by now are left out.
  [[nodiscard]] virtual std::vector<MessageRef> describe(std::span<const std::uint32_t> uids) = 0;

  /// Takes the bytes of one mail; they are valid during the call only.
  using Receive = std::function<void(std::uint32_t uid, std::string_view bytes)>;

  /// Fetches whole mails without marking them seen (BODY.PEEK[]), ascending by UID. A mail that is gone is
  /// left out. The caller bounds how many bytes it asks for at once.
  virtual void fetch(std::span<const std::uint32_t> uids, const Receive& receive) = 0;

  /// The three actions act on exactly these UIDs and nothing else; UIDs that are gone are not an error.
  virtual void mark_seen(std::span<const std::uint32_t> uids) = 0;
  /// Makes the target folder when it is missing.
  virtual void move(std::span<const std::uint32_t> uids, const std::string& target_folder) = 0;
  virtual void remove(std::span<const std::uint32_t> uids) = 0;
};

}  // namespace tlsrpt
