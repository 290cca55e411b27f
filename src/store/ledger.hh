// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pqxx/pqxx>
#include <span>
#include <string>

#include "store/batch.hh"

namespace tlsrpt {

/// Where the rows of a run belong.
struct LedgerContext {
  const FolderName* folder = nullptr;
  std::uint32_t uidvalidity = 0;
  std::string run_id;
};

/// Writes ingest_message for mails of a mailbox.
void copy_messages(pqxx::transaction_base& transaction, const LedgerContext& context,
                   std::span<const NewMessage> messages, std::span<const MessageResult> results);

/// Writes ingest_document, and rejected_document for what was refused.
void write_documents(pqxx::transaction_base& transaction, const LedgerContext& context,
                     std::span<const NewMessage> messages, std::span<const MessageResult> results);

}  // namespace tlsrpt
