-- SPDX-License-Identifier: Apache-2.0
-- Current bodies behind key $1 (NULL: from the start), days $2 to $3, at most $4; in no order. The page of keys is cut
-- first, so that no more bodies are looked up than it holds.
WITH page AS MATERIALIZED (
  SELECT report_key, body_hash, parsed_digest
  FROM tlsrpt.report
  WHERE ($1::uuid IS NULL OR report_key > $1::uuid) AND report_day BETWEEN $2::date AND $3::date
  ORDER BY report_key
  LIMIT $4::bigint
)
SELECT b.report_key, encode(b.body_hash, 'hex'), encode(b.body, 'hex'), b.file_name, b.subject, b.tls_report_domain,
       b.disposition, page.parsed_digest
FROM page
JOIN tlsrpt.report_body AS b ON b.report_key = page.report_key AND b.body_hash = page.body_hash
