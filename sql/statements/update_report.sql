-- SPDX-License-Identifier: Apache-2.0
-- What the parser says of report $1 today; its key and day stay.
UPDATE tlsrpt.report SET
  organization_name = $2,
  contact_info = $3,
  report_id = $4,
  start_datetime = $5,
  end_datetime = $6,
  body_hash = $7,
  -- What the transfer did to the mail cannot be seen in the stored document.
  warning_codes = ARRAY(SELECT unnest($8::text[])
                        UNION SELECT code FROM unnest(warning_codes) AS code WHERE code = 'base64-trailing-junk'
                        ORDER BY 1),
  parsed_digest = $9
WHERE report_key = $1
