-- SPDX-License-Identifier: Apache-2.0
-- What the parser says of the reports $1 today, a column an array; their keys and days stay.
UPDATE tlsrpt.report AS r SET
  organization_name = today.organization_name,
  contact_info = nullif(today.contact_info, ''),
  report_id = today.report_id,
  start_datetime = today.start_datetime,
  end_datetime = today.end_datetime,
  body_hash = today.body_hash,
  -- What the way here did to the document cannot be seen in the stored bytes.
  warning_codes = ARRAY(SELECT unnest(today.warning_codes::text[])
                        UNION SELECT code FROM unnest(r.warning_codes) AS code
                        WHERE code IN ('base64-trailing-junk', 'archive-trailing-garbage')
                        ORDER BY 1),
  parsed_digest = today.parsed_digest
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bytea[],
            $8::text[], $9::bigint[])
  AS today (report_key, organization_name, contact_info, report_id, start_datetime, end_datetime, body_hash,
            warning_codes, parsed_digest)
WHERE r.report_key = today.report_key
