// SPDX-License-Identifier: Apache-2.0
#include "cli/ingest_settings.hh"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/error.hh"
#include "base/log.hh"
#include "base/text.hh"
#include "cli/secret.hh"
#include "version.hh"

namespace tlsrpt {

namespace {

std::string required(const Settings& settings, std::string_view name) {
  if (!settings.is_set(name)) {
    throw BadSetup(std::string(name) + " is not set; write it into the configuration file, or give --" +
                   std::string(name));
  }
  return settings.text(name);
}

Action action(const Settings& settings, std::string_view name) {
  for (const Action action : {Action::seen, Action::move, Action::remove}) {
    if (settings.text(name) == to_string(action)) return action;
  }
  return Action::none;
}

std::string target(const Settings& settings, Action action, std::string_view action_name,
                   std::string_view target_name) {
  if (action == Action::move && !settings.is_set(target_name)) {
    throw BadSetup(std::string(action_name) + " = move (" + settings.origin(action_name) + ") needs " +
                   std::string(target_name) + ": set it to a folder");
  }
  const auto is_target = [&](const std::string& folder) {
    return folder == settings.text(target_name) ||
           (ascii_lower(folder) == "inbox" && ascii_lower(settings.text(target_name)) == "inbox");
  };
  // What is moved there would be new there, again and again.
  if (action == Action::move && std::ranges::any_of(settings.list("folder"), is_target)) {
    throw BadSetup(std::string(target_name) + " (" + settings.origin(target_name) + ") is " +
                   printable(settings.text(target_name)) + ", a folder that is read; name another one");
  }
  return settings.text(target_name);
}

TlsMode tls_mode(const Settings& settings) {
  if (settings.text("tls") == "none") return TlsMode::none;
  return settings.text("tls") == "starttls" ? TlsMode::starttls : TlsMode::implicit;
}

AuthMethod auth_method(const Settings& settings) {
  static const std::map<std::string, AuthMethod> methods{{"auto", AuthMethod::automatic},
                                                         {"login", AuthMethod::login},
                                                         {"plain", AuthMethod::plain},
                                                         {"xoauth2", AuthMethod::xoauth2},
                                                         {"oauthbearer", AuthMethod::oauthbearer},
                                                         {"external", AuthMethod::external}};
  return methods.at(settings.text("auth"));
}

std::uint16_t port(const Settings& settings, TlsMode tls) {
  if (settings.is_set("port")) return static_cast<std::uint16_t>(settings.number("port"));
  return tls == TlsMode::implicit ? 993 : 143;
}

}  // namespace

std::chrono::sys_seconds current_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

DecodeLimits decode_limits(const Settings& settings) {
  DecodeLimits limits;
  limits.max_message_bytes = settings.number("max-message-bytes");
  limits.message.max_header_bytes = settings.number("max-header-bytes");
  limits.message.max_nesting = static_cast<unsigned>(settings.number("max-nesting"));
  limits.message.max_parts = settings.number("max-parts");
  limits.unpack.max_document_bytes = settings.number("max-document-bytes");
  limits.unpack.max_total_bytes = settings.number("max-total-bytes");
  limits.unpack.max_ratio = settings.number("max-ratio");
  limits.unpack.max_archive_entries = settings.number("max-archive-entries");
  limits.unpack.max_archive_nesting = static_cast<unsigned>(settings.number("max-archive-nesting"));
  limits.report.max_json_bytes = settings.number("max-document-bytes");
  limits.report.max_json_depth = static_cast<unsigned>(settings.number("max-json-depth"));
  limits.report.max_policies = settings.number("max-policies");
  limits.report.max_policy_lines = settings.number("max-policy-lines");
  limits.report.max_failure_details = settings.number("max-failure-details");
  return limits;
}

RunSettings run_settings(const Settings& settings) {
  RunSettings run;
  run.decode = decode_limits(settings);
  run.decode_threads = static_cast<unsigned>(settings.number("decode-threads"));
  run.max_batch_messages = settings.number("batch-messages");
  run.max_batch_bytes = settings.number("batch-bytes");
  run.max_rejected_bytes = settings.number("max-rejected-bytes");
  run.dry_run = settings.flag("dry-run");
  run.program_version = program_version;
  run.now = current_time;
  return run;
}

FetchSettings fetch_settings(const Settings& settings, const std::string& folder, const StopSignal& stop) {
  FetchSettings fetch;
  fetch.run = run_settings(settings);
  fetch.folder = {required(settings, "user") + "@" + required(settings, "host"), folder};
  fetch.actions.done = action(settings, "action");
  fetch.actions.rejected = action(settings, "action-rejected");
  fetch.actions.no_report = action(settings, "action-no-report");
  fetch.move_to = target(settings, fetch.actions.done, "action", "move-to");
  fetch.rejected_to = target(settings, fetch.actions.rejected, "action-rejected", "rejected-to");
  fetch.no_report_to = target(settings, fetch.actions.no_report, "action-no-report", "no-report-to");
  fetch.max_messages = settings.number("limit");
  fetch.stop_requested = [&stop] { return stop.came(); };
  fetch.pause = [&stop](std::chrono::seconds time) { stop.wait_for(time); };
  fetch.stop_descriptor = stop.descriptor();
  fetch.max_reconnects = static_cast<unsigned>(settings.number("reconnects"));
  fetch.poll_interval = std::chrono::seconds(settings.number("poll-interval"));
  return fetch;
}

ImapSettings imap_settings(const Settings& settings, const std::string& folder) {
  ImapSettings imap;
  imap.host = required(settings, "host");
  imap.tls = tls_mode(settings);
  imap.port = port(settings, imap.tls);
  imap.user = required(settings, "user");
  imap.auth = auth_method(settings);
  const Secret secret = read_secret(settings);
  imap.password = secret.password;
  imap.token = secret.token;
  imap.folder = folder;
  imap.ca_file = settings.text("ca-file");
  imap.client_cert = settings.text("client-cert");
  imap.client_key = settings.text("client-key");
  imap.allow_plaintext = settings.flag("allow-plaintext");
  imap.read_only = settings.flag("dry-run") ||
                   (settings.text("action") == "none" && settings.text("action-rejected") == "none" &&
                    settings.text("action-no-report") == "none");
  imap.answer_timeout = std::chrono::seconds(settings.number("answer-timeout"));
  imap.run_timeout = std::chrono::seconds(settings.number("run-timeout"));
  return imap;
}

}  // namespace tlsrpt
