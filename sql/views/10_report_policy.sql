-- SPDX-License-Identifier: Apache-2.0
-- The base rows for analysts: what each report said of each policy.

CREATE OR REPLACE VIEW tlsrpt.report_policy AS
SELECT p.report_day,
       p.report_domain,
       coalesce(nullif(p.organization_name, ''), '(none)') AS organization_name,
       coalesce(nullif(p.policy_type, ''), '(none)') AS policy_type,
       coalesce(nullif(p.sts_mode, ''), '(none)') AS sts_mode,
       p.policy_domain,
       p.total_successful_session_count,
       p.total_failure_session_count,
       p.undetailed_failure_count,
       p.counted,
       p.max_age,
       p.policy_string,
       p.mx_host,
       r.report_id,
       r.contact_info,
       r.start_datetime,
       r.end_datetime,
       r.warning_codes,
       r.loaded_at,
       p.report_key,
       p.policy_no,
       p.policy_domain_source
FROM tlsrpt.policy AS p
LEFT JOIN tlsrpt.report AS r ON r.report_key = p.report_key;

COMMENT ON VIEW tlsrpt.report_policy IS 'One row a policy of a report. For sessions without double count add up the rows WHERE counted.';
COMMENT ON COLUMN tlsrpt.report_policy.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.report_policy.report_domain IS 'Mail domain the sessions went to.';
COMMENT ON COLUMN tlsrpt.report_policy.organization_name IS 'Reporting organization.';
COMMENT ON COLUMN tlsrpt.report_policy.policy_type IS 'tlsa, sts, no-policy-found or what came.';
COMMENT ON COLUMN tlsrpt.report_policy.sts_mode IS 'Mode of the MTA-STS policy.';
COMMENT ON COLUMN tlsrpt.report_policy.policy_domain IS 'policy-domain; for tlsa it may be the MX host.';
COMMENT ON COLUMN tlsrpt.report_policy.total_successful_session_count IS 'As reported.';
COMMENT ON COLUMN tlsrpt.report_policy.total_failure_session_count IS 'As reported.';
COMMENT ON COLUMN tlsrpt.report_policy.undetailed_failure_count IS 'Failed sessions that no failure detail explains, neither here nor under the policy type that lists the same sessions again.';
COMMENT ON COLUMN tlsrpt.report_policy.counted IS 'False: the report lists the same sessions under another policy type.';
COMMENT ON COLUMN tlsrpt.report_policy.max_age IS 'max_age of the MTA-STS policy in seconds.';
COMMENT ON COLUMN tlsrpt.report_policy.policy_string IS 'Lines of the policy.';
COMMENT ON COLUMN tlsrpt.report_policy.mx_host IS 'MX host patterns.';
COMMENT ON COLUMN tlsrpt.report_policy.report_id IS 'report-id.';
COMMENT ON COLUMN tlsrpt.report_policy.contact_info IS 'contact-info.';
COMMENT ON COLUMN tlsrpt.report_policy.start_datetime IS 'Start of the report''s range.';
COMMENT ON COLUMN tlsrpt.report_policy.end_datetime IS 'End of the report''s range.';
COMMENT ON COLUMN tlsrpt.report_policy.warning_codes IS 'In what the report deviates from RFC 8460.';
COMMENT ON COLUMN tlsrpt.report_policy.loaded_at IS 'When the report was loaded.';
COMMENT ON COLUMN tlsrpt.report_policy.report_key IS 'The report.';
COMMENT ON COLUMN tlsrpt.report_policy.policy_no IS 'Place in the report.';
COMMENT ON COLUMN tlsrpt.report_policy.policy_domain_source IS 'Where policy_domain was read: body, tls-report-domain, subject, file-name or none.';
