-- SPDX-License-Identifier: Apache-2.0
-- Current bodies behind key $1 (NULL: from the start), days $2 to $3, at most $4. The day stands in the key's front.
SELECT b.report_key, encode(b.body_hash, 'hex'), encode(b.body, 'hex'), b.file_name, b.subject, b.tls_report_domain,
       b.disposition, r.parsed_digest
FROM tlsrpt.report AS r
JOIN tlsrpt.report_body AS b ON b.report_key = r.report_key AND b.body_hash = r.body_hash
WHERE ($1::uuid IS NULL OR r.report_key > $1::uuid)
  AND r.report_day BETWEEN $2::date AND $3::date
ORDER BY r.report_key
LIMIT $4::bigint
