// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "cli/settings.hh"

namespace tlsrpt {

namespace {

using enum SettingGroup;
using enum SettingKind;

constexpr std::uint64_t megabyte = 1'000'000;
constexpr std::uint64_t gigabyte = 1'000 * megabyte;

constexpr std::array rows{
    SettingRow{"config",
               general,
               text,
               "",
               "configuration file (default: /etc/tlsrpt/tlsrpt.conf if it is there)",
               0,
               0,
               {},
               false},
    SettingRow{"verbose", general, flag, "", "tell what is done: a line a mail, and a summary"},

    SettingRow{"database", SettingGroup::database, text, "",
               "PostgreSQL URI or connection string without password (default: PG* variables, service file)"},

    SettingRow{"host", mailbox, text, "", "IMAP server"},
    SettingRow{"port", mailbox, number, "", "its port (default: 993, or 143 for tls = starttls and none)", 1,
               65'535},
    SettingRow{"tls", mailbox, choice, "implicit", "how the connection is protected", 0, 0,
               "implicit|starttls|none"},
    SettingRow{"allow-plaintext", mailbox, flag, "",
               "tls = none also to other machines: the password can be read"},
    SettingRow{"user", mailbox, text, "", "login name"},
    SettingRow{"password-file", mailbox, text, "", "file whose first line is the password"},
    SettingRow{"password-command", mailbox, text, "",
               "shell command whose first line of output is the password"},
    SettingRow{"ca-file", mailbox, text, "", "PEM file of the CA to trust (default: the system's CAs)"},
    SettingRow{"client-cert", mailbox, text, "", "PEM file of a client certificate"},
    SettingRow{"client-key", mailbox, text, "", "PEM file of its key (default: in client-cert)"},
    SettingRow{"folder", mailbox, list, "INBOX", "folder to read; may be given several times"},
    SettingRow{"action", mailbox, choice, "none", "what to do with a mail whose reports are all loaded", 0, 0,
               "none|seen|move|delete"},
    SettingRow{"move-to", mailbox, text, "", "folder for action = move"},
    SettingRow{"action-rejected", mailbox, choice, "none", "what to do with a mail that was refused", 0, 0,
               "none|seen|move"},
    SettingRow{"rejected-to", mailbox, text, "", "folder for action-rejected = move"},
    SettingRow{"action-no-report", mailbox, choice, "none", "what to do with a mail that holds no report", 0,
               0, "none|seen|move"},
    SettingRow{"no-report-to", mailbox, text, "", "folder for action-no-report = move"},
    SettingRow{"answer-timeout", mailbox, number, "60", "seconds to wait for an answer of the IMAP server", 1,
               3'600},
    SettingRow{"run-timeout", mailbox, number, "3600", "seconds that the connection may last", 1, 604'800},

    SettingRow{"limit", fetch, number, "0", "stop after so many mails; 0: read all", 0, gigabyte, {}, false},
    SettingRow{"dry-run", dry_run, flag, "", "show what would happen, change nothing", 0, 0, {}, false},

    SettingRow{"batch-messages", limits, number, "5000", "mails committed together", 1, 100'000},
    SettingRow{"batch-bytes", limits, number, "16000000", "bytes of mails at which a batch is committed", 1,
               gigabyte},
    SettingRow{"max-message-bytes", limits, number, "16000000", "a bigger mail is rejected unread", 1'000,
               gigabyte},
    SettingRow{"max-header-bytes", limits, number, "1000000", "bytes of one header block", 1'000,
               100 * megabyte},
    SettingRow{"max-nesting", limits, number, "20", "levels of multipart and attached mails", 1, 100},
    SettingRow{"max-parts", limits, number, "1000", "parts of a mail", 1, 100'000},
    SettingRow{"max-document-bytes", limits, number, "20000000", "bytes of one unpacked document", 1'000,
               gigabyte},
    SettingRow{"max-total-bytes", limits, number, "40000000", "bytes of all documents of an attachment",
               1'000, gigabyte},
    SettingRow{"max-ratio", limits, number, "1000", "bytes unpacked a byte packed", 2, 1'000'000},
    SettingRow{"max-archive-entries", limits, number, "100", "files in a zip", 1, 100'000},
    SettingRow{"max-archive-nesting", limits, number, "2", "archives inside one another", 1, 10},
    SettingRow{"max-json-depth", limits, number, "32", "levels of JSON", 8, 1'000},
    SettingRow{"max-policies", limits, number, "10000", "policies of a report", 1, 1'000'000},
    SettingRow{"max-failure-details", limits, number, "200000", "failure details of a report", 1, 10'000'000},

    SettingRow{"since",
               SettingGroup::report,
               date,
               "",
               "first day, UTC (default: 29 days before until)",
               0,
               0,
               {},
               false},
    SettingRow{
        "until", SettingGroup::report, date, "", "last day, UTC, included (default: today)", 0, 0, {}, false},
    SettingRow{"domain", SettingGroup::report, text, "", "only this domain", 0, 0, {}, false},
    SettingRow{"by", SettingGroup::report, choice, "all", "which table", 0, 0,
               "all|domain|result-type|reporter", false},
    SettingRow{"format", SettingGroup::report, choice, "table", "how to print it", 0, 0, "table|csv|json",
               false},
};

}  // namespace

std::span<const SettingRow> setting_rows() noexcept {
  return rows;
}

}  // namespace tlsrpt
