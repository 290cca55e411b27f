-- SPDX-License-Identifier: Apache-2.0
-- The rows of tlsrpt.result_type.

INSERT INTO tlsrpt.result_type AS known (result_type, family, meaning, remedy)
VALUES
  ('starttls-not-supported', 'negotiation', 'The MX offered no STARTTLS.',
   'Enable TLS on that MX; if it is enabled, suspect a middlebox or an active downgrade.'),
  ('certificate-host-mismatch', 'negotiation', 'The certificate''s names match neither the MX name nor the policy.',
   'Issue a certificate with the MX host name in subjectAltName; check the mx lines of the policy.'),
  ('certificate-expired', 'negotiation', 'The certificate is past its notAfter date.',
   'Renew it, reload the mail server, and automate the renewal.'),
  ('certificate-not-trusted', 'negotiation', 'The chain does not lead to a trusted root.',
   'Serve the full chain with the intermediates; use a public CA for MTA-STS.'),
  ('validation-failure', 'negotiation', 'The handshake or the validation failed otherwise.',
   'Read failure_reason_code; check protocol versions and ciphers.'),
  ('tlsa-invalid', 'dane', 'The TLSA records are malformed or match no certificate.',
   'Publish the new TLSA record before rolling the key.'),
  ('dnssec-invalid', 'dane', 'DNS gave no authentic answer.',
   'Repair the signatures or the DS record; check that no RRSIG has expired.'),
  ('dane-required', 'dane', 'The sender requires DANE and found none it could use.',
   'Publish TLSA records under DNSSEC.'),
  ('sts-policy-fetch-error', 'mta-sts', 'The policy could not be fetched over HTTPS.',
   'Check mta-sts.<domain>: its certificate, status 200 and text/plain.'),
  ('sts-policy-invalid', 'mta-sts', 'The policy was fetched and is not valid.',
   'Repair the policy file: version, mode, mx, max_age.'),
  ('sts-webpki-invalid', 'mta-sts', 'The certificate of the policy host failed.',
   'Repair the certificate of mta-sts.<domain>.'),
  ('(not detailed)', 'unknown', 'The report counts failures that no failure detail explains.',
   'Ask the reporter at contact_info; look at other reporters of the same day.')
ON CONFLICT (result_type) DO UPDATE
  SET family = excluded.family, meaning = excluded.meaning, remedy = excluded.remedy
  WHERE (known.family, known.meaning, known.remedy) IS DISTINCT FROM (excluded.family, excluded.meaning, excluded.remedy);
