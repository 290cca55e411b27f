-- SPDX-License-Identifier: Apache-2.0
-- Conflicts that nobody has decided, newest day first.
SELECT r.report_key, r.report_day, r.organization_name, r.report_id,
       left(encode(b.body_hash, 'hex'), 12) AS body_hash, b.stored_at, b.from_header
FROM tlsrpt.report_body AS b
JOIN tlsrpt.report AS r ON r.report_key = b.report_key
WHERE b.disposition = 'conflict'
ORDER BY r.report_key DESC, b.stored_at
