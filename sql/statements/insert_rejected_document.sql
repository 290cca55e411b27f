-- SPDX-License-Identifier: Apache-2.0
-- Keeps what was refused; the same bytes once.
INSERT INTO tlsrpt.rejected_document (
  rejected_key, content_kind, content, content_size, reason, detail, json_path,
  account, folder, uidvalidity, uid, message_id, file_name, from_header, subject,
  tls_report_domain, tls_report_submitter, received_at, run_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT (rejected_key) DO NOTHING
