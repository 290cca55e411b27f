// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hh"

namespace tlsrpt {

/// A mail of the selected folder (RFC 3501, section 2.3.1.1).
struct MessageRef {
  std::uint32_t uid = 0;
  std::uint64_t size = 0;  ///< RFC822.SIZE in bytes, as the server says it; 0: it does not
  std::optional<std::chrono::sys_seconds> internal_date;  ///< INTERNALDATE, when the mail was delivered, UTC
  bool operator==(const MessageRef&) const = default;
};

/// There is no connection to the mail server any more, or none to be had: a new one may go on.
class MailboxLost : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// A mail to be moved that an earlier run may have copied already.
struct HalfMoved {
  std::uint32_t uid = 0;
  std::uint64_t size = 0;        ///< RFC822.SIZE
  std::string message_id;        ///< without angle brackets; may be empty
  std::uint64_t twin_count = 0;  ///< so many copies with the same size and Message-ID are of other mails
};

/// One selected folder of a mail server. Every call may throw MailboxLost (network, server, deadline; the
/// mailbox is of no more use), another Unavailable (the server refuses for now) or BadSetup (no right, no
/// such folder: a person must act).
class Mailbox {
 public:
  virtual ~Mailbox() = default;

  /// UIDVALIDITY of the selected folder; UIDs mean something only together with it.
  [[nodiscard]] virtual std::uint32_t uidvalidity() const = 0;

  /// UIDs of all mails in the folder that are `first_uid` or higher, ascending.
  [[nodiscard]] virtual std::vector<std::uint32_t> uids_from(std::uint32_t first_uid) = 0;

  /// Size and delivery time of the mails `uids`, both ascending; mails that are gone by now are left out.
  [[nodiscard]] virtual std::vector<MessageRef> describe(std::span<const std::uint32_t> uids) = 0;

  /// Takes the bytes of one mail; they are valid during the call only.
  using Receive = std::function<void(std::uint32_t uid, std::string_view bytes)>;

  /// Fetches whole mails (ascending) without marking them seen (BODY.PEEK[]). A mail that is gone is left
  /// out. The caller bounds how many bytes it asks for at once.
  /// \return UIDs of mails that are there and that the server does not give, ascending
  [[nodiscard]] virtual std::vector<std::uint32_t> fetch(std::span<const MessageRef> mails,
                                                         const Receive& receive) = 0;

  /// The actions act on exactly these UIDs and nothing else; UIDs that are gone are not an error.
  virtual void mark_seen(std::span<const std::uint32_t> uids) = 0;
  /// Makes the target folder when it is missing.
  virtual void move(std::span<const std::uint32_t> uids, const std::string& target_folder) = 0;
  /// The same once more, for mails (ascending) of which an earlier run may have left a copy in the target.
  virtual void move_again(std::span<const HalfMoved> mails, const std::string& target_folder) = 0;
  virtual void remove(std::span<const std::uint32_t> uids) = 0;

  /// Waits for new mails: until the server tells of some (IDLE, RFC 2177), or for `interval` where it cannot
  /// tell, at most some minutes, or until `wake_descriptor` is readable.
  virtual void wait_for_mail(std::chrono::seconds interval, int wake_descriptor) = 0;
};

}  // namespace tlsrpt
