-- SPDX-License-Identifier: Apache-2.0
-- The base rows for analysts: every failure, also the ones that no failure detail explains.

CREATE OR REPLACE VIEW tlsrpt.report_failure AS
SELECT f.report_day,
       f.report_domain,
       coalesce(nullif(f.organization_name, ''), '(none)') AS organization_name,
       coalesce(nullif(f.policy_type, ''), '(none)') AS policy_type,
       coalesce(nullif(f.result_type, ''), '(none)') AS result_type,
       f.policy_domain,
       f.failed_session_count,
       f.counted,
       f.sending_mta_ip,
       f.receiving_ip,
       f.receiving_mx_hostname,
       f.receiving_mx_helo,
       f.additional_information,
       f.failure_reason_code,
       f.report_key,
       f.policy_no,
       f.failure_no,
       f.sending_mta_ip_text,
       f.receiving_ip_text
FROM tlsrpt.failure_detail AS f
UNION ALL
SELECT p.report_day,
       p.report_domain,
       coalesce(nullif(p.organization_name, ''), '(none)'),
       coalesce(nullif(p.policy_type, ''), '(none)'),
       '(not detailed)',
       p.policy_domain,
       p.undetailed_failure_count,
       p.counted,
       NULL, NULL, NULL, NULL, NULL, NULL,
       p.report_key,
       p.policy_no,
       0,
       NULL, NULL
FROM tlsrpt.policy AS p
WHERE p.undetailed_failure_count > 0;

COMMENT ON VIEW tlsrpt.report_failure IS 'One row a failure detail of a report, and one of result type (not detailed) for failures that no detail explains. Without double count: WHERE counted.';
COMMENT ON COLUMN tlsrpt.report_failure.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.report_failure.report_domain IS 'Mail domain the sessions went to.';
COMMENT ON COLUMN tlsrpt.report_failure.organization_name IS 'Reporting organization.';
COMMENT ON COLUMN tlsrpt.report_failure.policy_type IS 'tlsa, sts, no-policy-found or what came.';
COMMENT ON COLUMN tlsrpt.report_failure.result_type IS 'Result type; table result_type says what to do.';
COMMENT ON COLUMN tlsrpt.report_failure.policy_domain IS 'policy-domain; for tlsa it may be the MX host.';
COMMENT ON COLUMN tlsrpt.report_failure.failed_session_count IS 'As reported.';
COMMENT ON COLUMN tlsrpt.report_failure.counted IS 'False: the report lists the same failures under another policy type.';
COMMENT ON COLUMN tlsrpt.report_failure.sending_mta_ip IS 'Address of the sending mail server.';
COMMENT ON COLUMN tlsrpt.report_failure.receiving_ip IS 'Address of the receiving mail server.';
COMMENT ON COLUMN tlsrpt.report_failure.receiving_mx_hostname IS 'MX host.';
COMMENT ON COLUMN tlsrpt.report_failure.receiving_mx_helo IS 'Name the MX host gave itself.';
COMMENT ON COLUMN tlsrpt.report_failure.additional_information IS 'A URI of the reporter. Foreign text.';
COMMENT ON COLUMN tlsrpt.report_failure.failure_reason_code IS 'The reporter''s own words. Foreign text.';
COMMENT ON COLUMN tlsrpt.report_failure.report_key IS 'The report.';
COMMENT ON COLUMN tlsrpt.report_failure.policy_no IS 'The policy in the report.';
COMMENT ON COLUMN tlsrpt.report_failure.failure_no IS 'Place in the policy''s failure details; 0: (not detailed).';
COMMENT ON COLUMN tlsrpt.report_failure.sending_mta_ip_text IS 'What stood there, where it is no address. Foreign text.';
COMMENT ON COLUMN tlsrpt.report_failure.receiving_ip_text IS 'What stood there, where it is no address. Foreign text.';
