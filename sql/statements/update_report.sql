-- SPDX-License-Identifier: Apache-2.0
-- What the parser says of report $1 today; its key and day stay.
UPDATE tlsrpt.report SET
  organization_name = $2,
  contact_info = $3,
  report_id = $4,
  start_datetime = $5,
  end_datetime = $6,
  body_hash = $7,
  -- What the way here did to the document cannot be seen in the stored bytes.
  warning_codes = ARRAY(SELECT unnest($8::text[])
                        UNION SELECT code FROM unnest(warning_codes) AS code
                        WHERE code IN ('base64-trailing-junk', 'archive-trailing-garbage')
                        ORDER BY 1),
  parsed_digest = $9
WHERE report_key = $1
