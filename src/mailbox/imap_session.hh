// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libetpan/mailimap.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailbox/imap.hh"
#include "mailbox/tls_stream.hh"

namespace tlsrpt {

/// A logged-in IMAP connection: sends commands, tells OK from NO, and turns everything else into MailboxLost
/// with the server's name, the command and the reason. After that the session is of no more use. Secrets
/// stay out of all texts.
class ImapSession {
 public:
  /// Connects, protects the connection as settings.tls says, logs in.
  /// \throws Unavailable, BadSetup  as open_imap()
  explicit ImapSession(const ImapSettings& settings);

  /// Gives the line that answers a continuation request; `challenge` is what stands behind its "+".
  using Respond = std::function<std::string(std::string_view challenge)>;

  /// Sends `name arguments` and reads the whole answer.
  /// \param name       e.g. "UID FETCH"; stands in error texts
  /// \param arguments  ready for the wire; see quoted_string()
  /// \param respond    for commands that are a dialogue: their untagged data is dropped
  /// \return true: OK; false: NO (of a dialogue: or BAD), see code() and refuse()
  bool command(const std::string& name, const std::string& arguments = {}, const Respond& respond = {});

  /// The most bytes that the next command may bring back, where that is not what a command needs.
  void allow(std::uint64_t bytes) { allowed_ = bytes; }

  /// Waits for an untagged line, to be called while the server owes none. The wait does not count towards the
  /// life of the connection, which begins anew.
  /// \return the line; nothing: not before `until`, or `wake_descriptor` became readable
  std::optional<std::string_view> await_line(std::chrono::steady_clock::time_point until,
                                             int wake_descriptor);

  /// Whether the server told of new mails since forget_arrivals().
  [[nodiscard]] bool has_arrivals() const { return session_->imap_selection_info->sel_has_exists != 0; }
  void forget_arrivals() { session_->imap_selection_info->sel_has_exists = 0; }

  /// Opens the folder of the settings.
  /// \throws BadSetup  no such folder, or read-only although settings.read_only is not set
  void select_folder();
  /// Opens another folder for reading.
  /// \return false: the server refuses
  bool examine_folder(const std::string& folder);

  /// What the server says about the open folder, kept up to date by libetpan.
  [[nodiscard]] const mailimap_selection_info& folder() const { return *session_->imap_selection_info; }

  /// Untagged data of the last command, valid until the next one.
  [[nodiscard]] const mailimap_response_info& answer() const { return *session_->imap_response_info; }

  /// Response code of the last answer that libetpan has no field for, e.g. "OVERQUOTA" (RFC 5530), or "".
  [[nodiscard]] std::string code() const;

  /// \param capability  also "AUTH=PLAIN" and the like
  [[nodiscard]] bool has(const char* capability) const;

  /// From now on no text shows what the server says with `secret` in it.
  void hide(std::string_view secret);

  /// Words of the server as they stand behind an error text, colon in front; nothing if they hold a secret.
  [[nodiscard]] std::string said(std::string_view foreign, std::size_t max_bytes = 1000) const;

  /// Reports the NO that was just received.
  /// \param what    fits behind "imap.example.org refused"
  /// \param remedy  what a person can do
  /// \throws Unavailable  the response code says that it is temporary
  /// \throws BadSetup     else
  [[noreturn]] void refuse(const std::string& what, const std::string& remedy) const;

  /// The same for a NO that the next run may not see again, whatever its code.
  /// \throws Unavailable
  [[noreturn]] void refuse_for_now(const std::string& what) const;

  [[nodiscard]] const ImapSettings& settings() const noexcept { return settings_; }

 private:
  struct Farewell {
    TlsStream* stream;
    void operator()(mailimap* session) const noexcept;
  };

  bool greet();
  void protect(bool is_logged_in);
  void ask_capabilities();
  void say(const std::string& name, const std::string& line);
  void read_line(const std::string& name);
  /// \return false: the server broke it off with BAD
  bool converse(const std::string& name, const Respond& respond);
  [[noreturn]] void lose(const std::string& name, int result);
  [[nodiscard]] std::string response_text() const;

  bool open_folder(const char* command, const std::string& folder);

  ImapSettings settings_;
  std::uint64_t allowed_ = 0;  // 0: what a command needs
  std::vector<std::string> hidden_;
  TlsStream stream_;
  std::unique_ptr<mailimap, Farewell> session_;
};

/// A string as IMAP wants it between commas and blanks (RFC 3501, section 4.3). It must hold no line break.
[[nodiscard]] std::string quoted_string(const std::string& text);

}  // namespace tlsrpt
