-- SPDX-License-Identifier: Apache-2.0
-- Keeps another body of a known report; one that is kept already stays as it is.
INSERT INTO tlsrpt.report_body (
  report_key, body_hash, body, file_name, from_header, subject, tls_report_domain, tls_report_submitter, received_at,
  disposition)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'conflict')
ON CONFLICT (report_key, body_hash) DO NOTHING
