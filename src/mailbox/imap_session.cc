// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap_session.hh"

#include <strings.h>

#include <algorithm>
#include <array>
#include <new>
#include <string_view>
#include <utility>

#include "base/error.hh"
#include "base/log.hh"
#include "base/text.hh"
#include "mailbox/imap_login.hh"
#include "mailbox/imap_unknown.hh"
#include "mailbox/utf7.hh"

namespace tlsrpt {
namespace {

constexpr std::uint64_t max_greeting = 8 * 1024;
// A thousand mails are moved or described within a tenth of it.
constexpr std::uint64_t max_answer = 8'000'000;
constexpr std::chrono::seconds farewell{2};
// A text that holds the beginning of a secret may hold more of it.
constexpr std::size_t telling_length = 16;
constexpr std::string_view sasl_prefix = "AUTH=";

bool starts_with(const char* line, std::string_view token) {
  return strncasecmp(line, token.data(), token.size()) == 0;
}

// RFC 5530: refusals that pass without anybody acting.
bool is_temporary(const std::string& code) {
  static constexpr std::array<std::string_view, 7> codes{
      "UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "SERVERBUG", "CORRUPTION", "EXPUNGEISSUED"};
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// libetpan drops the text of an untagged BYE; the lines that it has read are still there.
std::string bye_of_server(const mailimap& session) {
  const std::string_view lines(session.imap_stream_buffer->str, session.imap_stream_buffer->len);
  const auto at = lines.rfind("* BYE");
  if (at == std::string_view::npos || (at > 0 && lines[at - 1] != '\n')) return {};
  return std::string(lines.substr(at + 2, lines.find_first_of("\r\n", at) - at - 2));
}

// Where a text is quoted, as in LOGIN or JSON, its quotes and slashes have some in front.
std::string without_backslashes(std::string_view text) {
  std::string rest(text);
  std::erase(rest, '\\');
  return rest;
}

}  // namespace

std::string quoted_string(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

void ImapSession::Farewell::operator()(mailimap* session) const noexcept {
  stream->allow(max_greeting);
  stream->hurry(farewell);
  mailimap_free(session);  // says LOGOUT and closes the stream
}

ImapSession::ImapSession(const ImapSettings& settings)
    : settings_(settings), stream_(settings), session_(mailimap_new(0, nullptr), Farewell{&stream_}) {
  if (session_ == nullptr) throw std::bad_alloc();
  tolerate_unknown_answers();
  check_credentials(settings);
  hide(settings.password);
  hide(settings.token);
  if (settings.tls == TlsMode::implicit) stream_.start_tls(settings);
  if (settings.tls == TlsMode::none && !settings.allow_plaintext && !stream_.is_loopback()) {
    throw BadSetup("tls=none would send the password or token for " + settings.host +
                   " readable over the network; set tls to implicit or starttls, or set allow-plaintext");
  }
  const bool is_logged_in = greet();
  if (settings.tls == TlsMode::starttls) protect(is_logged_in);
  ask_capabilities();
  if (is_logged_in) return;
  log_in(*this);
  ask_capabilities();
}

// In place of mailimap_connect(), which crashes on a greeting with a quoted string in its response code.
bool ImapSession::greet() {
  stream_.allow(max_greeting);
  session_->imap_stream = stream_.open_mailstream();
  session_->imap_connection_info = mailimap_connection_info_new();
  if (session_->imap_connection_info == nullptr) throw std::bad_alloc();
  const char* line = mailstream_read_line(session_->imap_stream, session_->imap_stream_buffer);
  if (line == nullptr) lose("the greeting", MAILIMAP_ERROR_STREAM);
  const bool is_logged_in = starts_with(line, "* PREAUTH");
  if (!is_logged_in && !starts_with(line, "* OK")) lose("the greeting", MAILIMAP_ERROR_PARSE);
  return is_logged_in;
}

void ImapSession::protect(bool is_logged_in) {
  const std::string& host = settings_.host;
  if (is_logged_in) {
    throw BadSetup(host + " offers a session without login and so without STARTTLS; set tls = implicit");
  }
  ask_capabilities();
  if (!has("STARTTLS")) {
    throw BadSetup(host + " does not offer STARTTLS; set tls = implicit and its port, usually 993");
  }
  if (!command("STARTTLS")) refuse("STARTTLS", "set tls = implicit and its port, usually 993");
  // Whatever is here already came in plaintext and would be taken for protected (CVE-2011-0411 and its kin).
  if (session_->imap_stream->read_buffer_len > 0) {
    throw BadSetup(host + " sent more than its answer to STARTTLS; somebody may be changing the connection");
  }
  stream_.start_tls(settings_);
}

void ImapSession::ask_capabilities() {
  // Not mailimap_capability(): it crashes when the server says OK and nothing else.
  auto& known = session_->imap_connection_info->imap_capability;
  if (known != nullptr) mailimap_capability_data_free(known);
  known = nullptr;
  command("CAPABILITY");
}

bool ImapSession::open_folder(const char* name, const std::string& folder) {
  mailimap_selection_info*& info = session_->imap_selection_info;
  if (info != nullptr) mailimap_selection_info_free(info);
  info = mailimap_selection_info_new();
  if (info == nullptr) throw std::bad_alloc();
  return command(name, quoted_string(encode_folder_name(folder)));
}

bool ImapSession::examine_folder(const std::string& folder) {
  return open_folder("EXAMINE", folder);
}

void ImapSession::select_folder() {
  const std::string folder = "folder " + printable(settings_.folder);
  const bool opened = open_folder(settings_.read_only ? "EXAMINE" : "SELECT", settings_.folder);
  if (!opened) refuse("to open " + folder, "check the option folder");
  const mailimap_selection_info* const info = session_->imap_selection_info;
  if (!settings_.read_only && info->sel_perm == MAILIMAP_MAILBOX_READONLY) {
    throw BadSetup(settings_.host + " opens " + folder + " for reading only; give user " +
                   printable(settings_.user) + " the right to change it, or set every action to none");
  }
  if (info->sel_uidvalidity == 0) {
    throw BadSetup(settings_.host + " gives no UIDVALIDITY for " + folder +
                   ", so its mails cannot be told apart from run to run; choose another folder");
  }
}

// Not mailimap_custom_command(): it ends the line with a blank, which strict servers refuse.
bool ImapSession::command(const std::string& name, const std::string& arguments, const Respond& respond) {
  stream_.allow(allowed_ > 0 ? std::exchange(allowed_, 0) : max_answer);
  mailimap* session = session_.get();
  if (mailimap_send_current_tag(session) != MAILIMAP_NO_ERROR) lose(name, MAILIMAP_ERROR_STREAM);
  say(name, arguments.empty() ? name : name + ' ' + arguments);
  const bool is_bad = respond && !converse(name, respond);
  mailimap_response* parsed = nullptr;
  const int result = mailimap_parse_response(session, &parsed);
  if (is_bad && result == MAILIMAP_ERROR_PROTOCOL) return false;
  if (result != MAILIMAP_NO_ERROR) lose(name, result);
  const Handle<mailimap_response, mailimap_response_free> response(parsed);
  return response->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type ==
         MAILIMAP_RESP_COND_STATE_OK;
}

void ImapSession::say(const std::string& name, const std::string& line) {
  mailstream* stream = session_->imap_stream;
  const std::string ended = line + "\r\n";
  if (mailstream_write(stream, ended.data(), ended.size()) < 0 || mailstream_flush(stream) != 0) {
    lose(name, MAILIMAP_ERROR_STREAM);
  }
  read_line(name);
}

void ImapSession::read_line(const std::string& name) {
  if (mailimap_read_line(session_.get()) == nullptr) lose(name, MAILIMAP_ERROR_STREAM);
}

std::optional<std::string_view> ImapSession::await_line(std::chrono::steady_clock::time_point until,
                                                        int wake_descriptor) {
  const bool is_buffered = session_->imap_stream->read_buffer_len > 0;
  const bool is_there = is_buffered || stream_.wait_for_input(until, wake_descriptor);
  stream_.renew();
  if (!is_there) return std::nullopt;
  read_line("the wait for mail");
  return trimmed(session_->imap_stream_buffer->str);
}

// libetpan would read on behind a continuation request, and wait for ever.
bool ImapSession::converse(const std::string& name, const Respond& respond) {
  for (;;) {
    const std::string_view line = session_->imap_stream_buffer->str;
    if (line.starts_with('+')) {
      say(name, respond(trimmed(line.substr(1))));
    } else if (line.starts_with('*') && !starts_with(line.data(), "* BYE")) {
      read_line(name);
    } else {
      const auto tag_end = line.find(' ');
      return tag_end == std::string_view::npos || !starts_with(line.data() + tag_end, " BAD");
    }
  }
}

void ImapSession::lose(const std::string& name, int result) {
  std::string what = settings_.host + ':' + std::to_string(settings_.port);
  if (const std::string bye = bye_of_server(*session_); !bye.empty()) {
    what += " ended the connection during " + name + said(bye);
  } else if (!stream_.failure().empty()) {
    what += ' ' + stream_.failure() + " during " + name;
  } else if (result == MAILIMAP_ERROR_PROTOCOL) {
    what += " did not accept " + name + response_text();
  } else {
    what += " answered " + name + " in a way that cannot be understood";
  }
  stream_.fail("was given up");
  throw MailboxLost(what + "; try again later");
}

void ImapSession::hide(std::string_view secret) {
  if (!secret.empty()) hidden_.push_back(without_backslashes(secret).substr(0, telling_length));
}

std::string ImapSession::said(std::string_view foreign, std::size_t max_bytes) const {
  if (foreign.ends_with('.')) foreign.remove_suffix(1);
  if (foreign.empty()) return {};
  // A server may repeat the command that it did not like.
  const std::string text = without_backslashes(foreign);
  const auto is_told = [&text](const std::string& secret) { return text.find(secret) != std::string::npos; };
  if (std::ranges::any_of(hidden_, is_told)) return {};
  return ": " + printable(foreign, max_bytes);
}

std::string ImapSession::response_text() const {
  return said(session_->imap_response == nullptr ? "" : session_->imap_response);
}

std::string ImapSession::code() const {
  const mailimap_response_info* info = session_->imap_response_info;
  return info == nullptr || info->rsp_atom == nullptr ? "" : info->rsp_atom;
}

bool ImapSession::has(const char* capability) const {
  if (starts_with(capability, sasl_prefix)) {
    return mailimap_has_authentication(session_.get(), capability + sasl_prefix.size()) != 0;
  }
  return mailimap_has_extension(session_.get(), capability) != 0;
}

void ImapSession::refuse(const std::string& what, const std::string& remedy) const {
  if (is_temporary(code())) refuse_for_now(what);
  throw BadSetup(settings_.host + " refused " + what + response_text() + "; " + remedy);
}

void ImapSession::refuse_for_now(const std::string& what) const {
  throw Unavailable(settings_.host + " refused " + what + response_text() + "; try again later");
}

}  // namespace tlsrpt
