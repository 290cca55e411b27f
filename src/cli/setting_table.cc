// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "cli/settings.hh"

namespace tlsrpt {

namespace {

using enum SettingGroup;

/// The table's columns by kind; command_line() takes a row out of the configuration file.
constexpr SettingRow row_of(SettingKind kind, SettingGroup group, std::string_view name,
                            std::string_view fallback, std::string_view help) {
  SettingRow row;
  row.kind = kind;
  row.group = group;
  row.name = name;
  row.fallback = fallback;
  row.help = help;
  return row;
}

constexpr SettingRow texts(SettingGroup group, std::string_view name, std::string_view help) {
  return row_of(SettingKind::text, group, name, "", help);
}

constexpr SettingRow flags(SettingGroup group, std::string_view name, std::string_view help) {
  return row_of(SettingKind::flag, group, name, "", help);
}

constexpr SettingRow numbers(SettingGroup group, std::string_view name, std::string_view fallback,
                             std::uint64_t minimum, std::uint64_t maximum, std::string_view help) {
  SettingRow row = row_of(SettingKind::number, group, name, fallback, help);
  row.minimum = minimum;
  row.maximum = maximum;
  return row;
}

constexpr SettingRow choices(SettingGroup group, std::string_view name, std::string_view fallback,
                             std::string_view choices, std::string_view help) {
  SettingRow row = row_of(SettingKind::choice, group, name, fallback, help);
  row.choices = choices;
  return row;
}

constexpr SettingRow command_line(SettingRow row) {
  row.in_file = false;
  return row;
}

constexpr std::uint64_t megabyte = 1'000'000;
constexpr std::uint64_t gigabyte = 1'000 * megabyte;

constexpr std::array rows{
    command_line(
        texts(general, "config", "configuration file (default: /etc/tlsrpt/tlsrpt.conf if it is there)")),
    flags(general, "verbose", "tell what is done: a line a mail, and a summary"),

    texts(database, "database",
          "PostgreSQL URI or connection string without password (default: PG* variables, service file)"),

    texts(mailbox, "host", "IMAP server"),
    numbers(mailbox, "port", "", 1, 65'535, "its port (default: 993, or 143 for tls = starttls and none)"),
    choices(mailbox, "tls", "implicit", "implicit|starttls|none", "how the connection is protected"),
    flags(mailbox, "allow-plaintext", "tls = none also to other machines: the password can be read"),
    texts(mailbox, "user", "login name"),
    choices(mailbox, "auth", "auto", "auto|login|plain|xoauth2|oauthbearer|external",
            "how to log in; auto: what the server offers for a password or token"),
    texts(mailbox, "password-file", "file whose first line is the password"),
    texts(mailbox, "password-command", "shell command whose first line of output is the password"),
    texts(mailbox, "token-file", "file whose first line is an OAuth 2.0 access token"),
    texts(mailbox, "token-command", "shell command whose first line of output is an OAuth 2.0 access token"),
    texts(mailbox, "ca-file", "PEM file of the CA to trust (default: the system's CAs)"),
    texts(mailbox, "client-cert", "PEM file of a client certificate"),
    texts(mailbox, "client-key", "PEM file of its key (default: in client-cert)"),
    row_of(SettingKind::list, mailbox, "folder", "INBOX", "folder to read; may be given several times"),
    choices(mailbox, "action", "none", "none|seen|move|delete",
            "what to do with a mail whose reports are all loaded"),
    texts(mailbox, "move-to", "folder for action = move"),
    choices(mailbox, "action-rejected", "none", "none|seen|move", "what to do with a mail that was refused"),
    texts(mailbox, "rejected-to", "folder for action-rejected = move"),
    choices(mailbox, "action-no-report", "none", "none|seen|move",
            "what to do with a mail that holds no report"),
    texts(mailbox, "no-report-to", "folder for action-no-report = move"),
    numbers(mailbox, "answer-timeout", "60", 1, 3'600, "seconds to wait for an answer of the IMAP server"),
    numbers(mailbox, "run-timeout", "3600", 1, 604'800,
            "seconds that a run may last; watch: between two waits for mails"),

    flags(fetch, "watch", "stay, and load mails as they arrive, until SIGTERM or SIGINT"),
    numbers(fetch, "poll-interval", "60", 1, 3'600,
            "watch: seconds between two looks where the server cannot tell of new mails"),
    numbers(fetch, "reconnects", "3", 0, 100, "how often to go on over a new connection when one is lost"),
    command_line(numbers(fetch, "limit", "0", 0, gigabyte, "stop after so many mails; 0: read all")),
    command_line(flags(dry_run, "dry-run", "show what would happen, change nothing")),

    numbers(batch, "batch-messages", "1000", 1, 100'000, "mails committed together"),
    numbers(batch, "batch-bytes", "4000000", 1, gigabyte, "bytes of mails at which a batch is committed"),
    numbers(batch, "decode-threads", "1", 1, 64,
            "threads that decode mails; one keeps up with a PostgreSQL that stores them"),
    numbers(batch, "max-rejected-bytes", "1000000000", 0, 1'000 * gigabyte,
            "bytes of refused mails and documents to keep in the database, all together"),

    numbers(limits, "max-message-bytes", "16000000", 1'000, gigabyte, "a bigger mail is rejected unread"),
    numbers(limits, "max-header-bytes", "1000000", 1'000, 100 * megabyte, "bytes of one header block"),
    numbers(limits, "max-nesting", "20", 1, 100, "levels of multipart and attached mails"),
    numbers(limits, "max-parts", "1000", 1, 100'000, "parts of a mail"),
    numbers(limits, "max-document-bytes", "20000000", 1'000, gigabyte, "bytes of one unpacked document"),
    numbers(limits, "max-total-bytes", "40000000", 1'000, gigabyte, "bytes unpacked out of a mail together"),
    numbers(limits, "max-ratio", "1000", 2, 1'000'000, "bytes unpacked a byte packed"),
    numbers(limits, "max-archive-entries", "100", 1, 100'000, "files in a zip"),
    numbers(limits, "max-archive-nesting", "2", 1, 10, "archives inside one another"),
    numbers(limits, "max-json-depth", "32", 8, 1'000, "levels of JSON"),
    numbers(limits, "max-policies", "10000", 1, 1'000'000, "policies of a report, or of all in a mail"),
    numbers(limits, "max-policy-lines", "100000", 1, 10'000'000,
            "lines of policy-string and mx-host of a report, or of all in a mail"),
    numbers(limits, "max-failure-details", "200000", 1, 10'000'000,
            "failure details of a report; a quarter of it for all further ones in a mail"),

    command_line(row_of(SettingKind::date, days, "since", "",
                        "first day, UTC (default of report: 29 days before until; of reparse: all)")),
    command_line(row_of(SettingKind::date, days, "until", "",
                        "last day, UTC, included (default of report: today; of reparse: all)")),
    command_line(texts(summary, "domain", "only this domain")),
    command_line(choices(summary, "by", "all", "all|domain|result-type|reporter", "which table")),
    command_line(choices(summary, "format", "table", "table|csv|json", "how to print it")),

    command_line(flags(conflicts, "replace", "accept: the other body is the right one")),
    command_line(flags(conflicts, "add", "accept: both bodies are right, count both")),
    command_line(texts(conflicts, "body", "accept: first digits of the body's hash, where several wait")),

    command_line(choices(inspection, "format", "text", "text|json", "how to print it")),
};

}  // namespace

std::span<const SettingRow> setting_rows() noexcept {
  return rows;
}

}  // namespace tlsrpt
