-- SPDX-License-Identifier: Apache-2.0
-- Every body under key $1, the current one first.
SELECT b.report_key, encode(b.body_hash, 'hex'), encode(b.body, 'hex'), b.file_name, b.subject, b.tls_report_domain,
       b.disposition, r.parsed_digest
FROM tlsrpt.report AS r
JOIN tlsrpt.report_body AS b ON b.report_key = r.report_key
WHERE r.report_key = $1::uuid
ORDER BY b.body_hash <> r.body_hash, b.stored_at, b.body_hash
