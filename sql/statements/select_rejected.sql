-- SPDX-License-Identifier: Apache-2.0
-- Refused content to be read again: all that is unresolved and kept behind key $1, or just key $2; at most $3.
SELECT rejected_key, content_kind, encode(content, 'hex'), account, folder, uid, file_name, subject, tls_report_domain,
       tls_report_submitter, from_header, message_id, reason, detail, json_path, content_size
FROM tlsrpt.rejected_document
WHERE content IS NOT NULL
  AND CASE WHEN $2::uuid IS NULL THEN resolved_at IS NULL ELSE rejected_key = $2::uuid END
  AND ($1::uuid IS NULL OR rejected_key > $1::uuid)
ORDER BY rejected_key
LIMIT $3::bigint
