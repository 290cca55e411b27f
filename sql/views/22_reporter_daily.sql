-- SPDX-License-Identifier: Apache-2.0
-- Reports and sessions a day and reporting organization, counted once.

CREATE OR REPLACE VIEW tlsrpt.reporter_daily AS
SELECT report_day,
       coalesce(nullif(organization_name, ''), '(none)') AS organization_name,
       sum(report_count)::bigint AS report_count,
       sum(counted_successful_session_count)::bigint AS successful_session_count,
       sum(counted_failure_session_count)::bigint AS failed_session_count
FROM tlsrpt.organization_daily
GROUP BY report_day, organization_name;

COMMENT ON VIEW tlsrpt.reporter_daily IS 'Reports and sessions a day and reporting organization, without double count.';
COMMENT ON COLUMN tlsrpt.reporter_daily.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.reporter_daily.organization_name IS 'Reporting organization.';
COMMENT ON COLUMN tlsrpt.reporter_daily.report_count IS 'Reports.';
COMMENT ON COLUMN tlsrpt.reporter_daily.successful_session_count IS 'Sessions over authenticated TLS.';
COMMENT ON COLUMN tlsrpt.reporter_daily.failed_session_count IS 'Sessions that failed.';
