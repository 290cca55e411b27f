-- SPDX-License-Identifier: Apache-2.0
-- One row a report, for lists. The key begins with the day, so the newest reports are the end of an index.

CREATE OR REPLACE VIEW tlsrpt.latest_report AS
SELECT r.report_key,
       r.report_day,
       coalesce(nullif(r.organization_name, ''), '(none)') AS organization_name,
       r.report_id,
       (SELECT string_agg(DISTINCT p.report_domain, ', ')
        FROM tlsrpt.policy AS p WHERE p.report_key = r.report_key) AS report_domains,
       (SELECT coalesce(sum(p.total_successful_session_count), 0)::bigint
        FROM tlsrpt.policy AS p WHERE p.report_key = r.report_key AND p.counted) AS successful_session_count,
       (SELECT coalesce(sum(p.total_failure_session_count), 0)::bigint
        FROM tlsrpt.policy AS p WHERE p.report_key = r.report_key AND p.counted) AS failed_session_count,
       r.warning_codes,
       r.start_datetime,
       r.end_datetime,
       r.loaded_at
FROM tlsrpt.report AS r;

COMMENT ON VIEW tlsrpt.latest_report IS 'One row a report; ORDER BY report_key DESC LIMIT n gives the latest.';
COMMENT ON COLUMN tlsrpt.latest_report.report_key IS 'The report; sorts by day.';
COMMENT ON COLUMN tlsrpt.latest_report.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.latest_report.organization_name IS 'Reporting organization.';
COMMENT ON COLUMN tlsrpt.latest_report.report_id IS 'report-id.';
COMMENT ON COLUMN tlsrpt.latest_report.report_domains IS 'Mail domains of its policies.';
COMMENT ON COLUMN tlsrpt.latest_report.successful_session_count IS 'Sessions over authenticated TLS, without double count.';
COMMENT ON COLUMN tlsrpt.latest_report.failed_session_count IS 'Sessions that failed, without double count.';
COMMENT ON COLUMN tlsrpt.latest_report.warning_codes IS 'In what the report deviates from RFC 8460.';
COMMENT ON COLUMN tlsrpt.latest_report.start_datetime IS 'Start of its range.';
COMMENT ON COLUMN tlsrpt.latest_report.end_datetime IS 'End of its range.';
COMMENT ON COLUMN tlsrpt.latest_report.loaded_at IS 'When it was loaded.';
