// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "report/report.hh"
#include "store/outcome.hh"

namespace tlsrpt {

using ReportKey = std::array<std::uint8_t, 16>;  ///< of ingest/report_key.hh
using BodyHash = std::array<std::uint8_t, 32>;   ///< SHA-256

/// A folder of an account: the ledger's unit, and that of the session lock.
struct FolderName {
  std::string account;  ///< user@host; empty for files
  std::string folder;   ///< name in UTF-8; for files the path
  bool operator==(const FolderName&) const = default;
};

/// A report ready to be stored. All texts are valid UTF-8 without U+0000, here and below.
struct NewReport {
  ReportKey key{};
  BodyHash body_hash{};
  Report report;                   ///< attributed
  std::int64_t parsed_digest = 0;  ///< of ingest/parsed_digest.hh
  std::string body;                ///< the document in gzip
  bool operator==(const NewReport&) const = default;
};

/// Why a mail or document was refused, and its bytes.
struct Rejection {
  enum class Kind : std::uint8_t { mail, document };
  Kind kind = Kind::document;
  std::string reason;  ///< code, e.g. "malformed-json"
  std::string detail;  ///< one sentence
  std::string json_path;
  ReportKey key{};                     ///< of the content, or of its place where it is not kept
  std::optional<std::string> content;  ///< nothing: over the limit, not kept
  std::uint64_t content_size = 0;
  bool operator==(const Rejection&) const = default;
};

struct NewDocument {
  std::string file_name;
  std::variant<NewReport, Rejection> content;
  bool operator==(const NewDocument&) const = default;
};

/// A decoded mail, or a bare document of `load`.
struct NewMessage {
  std::string path;        ///< `load`: the file; empty for mails of a mailbox
  std::uint32_t uid = 0;   ///< for `load` the place in the file
  std::uint64_t size = 0;  ///< bytes
  std::optional<std::chrono::sys_seconds> received_at;
  std::string message_id, from_header, subject, tls_report_domain, tls_report_submitter;
  std::vector<NewDocument> documents;  ///< only what is or claims to be a report
  bool operator==(const NewMessage&) const = default;
};

/// Mails to be committed together.
struct Batch {
  FolderName folder;
  std::uint32_t uidvalidity = 0;  ///< 0 for `load`
  bool in_ledger = false;         ///< mails of a mailbox: ledger rows are written
  std::uint32_t done_through =
      0;  ///< in_ledger: every mail of the folder up to this UID is settled with this batch
  std::uint64_t max_rejected_bytes = 1'000'000'000;  ///< what is refused beyond it is recorded without bytes
  ActionRules actions;
  std::vector<NewMessage> messages;
};

/// What became of a document.
struct DocumentResult {
  Outcome outcome = Outcome::no_report;
  std::string reason;  ///< of a rejection
  std::string detail;
  std::string json_path;
};

/// What became of a mail.
struct MessageResult {
  Outcome outcome = Outcome::no_report;
  Action action = Action::none;           ///< owed from now on
  std::vector<DocumentResult> documents;  ///< in the order of the message's documents
};

}  // namespace tlsrpt
