-- SPDX-License-Identifier: Apache-2.0
-- What was refused and could not be read since, newest first.
SELECT rejected_key, rejected_at, reason, content_kind, content_size,
       content IS NOT NULL AS content_kept,
       CASE WHEN account = '' THEN folder ELSE account || '/' || folder || ' UID ' || uid END AS place,
       from_header, file_name
FROM tlsrpt.rejected_document
WHERE resolved_at IS NULL
ORDER BY rejected_at DESC, rejected_key
