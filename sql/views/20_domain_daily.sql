-- SPDX-License-Identifier: Apache-2.0
-- Sessions a day and domain, counted once.

CREATE OR REPLACE VIEW tlsrpt.domain_daily AS
SELECT d.report_day,
       d.report_domain,
       sum(d.counted_successful_session_count)::bigint AS successful_session_count,
       sum(d.counted_failure_session_count)::bigint AS failed_session_count,
       (SELECT count(DISTINCT p.organization_name)
        FROM tlsrpt.policy AS p
        WHERE p.report_domain = d.report_domain AND p.report_day = d.report_day) AS reporter_count
FROM tlsrpt.policy_daily AS d
GROUP BY d.report_day, d.report_domain;

COMMENT ON VIEW tlsrpt.domain_daily IS 'Sessions a day and mail domain, without double count.';
COMMENT ON COLUMN tlsrpt.domain_daily.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.domain_daily.report_domain IS 'Mail domain the sessions went to.';
COMMENT ON COLUMN tlsrpt.domain_daily.successful_session_count IS 'Sessions over authenticated TLS.';
COMMENT ON COLUMN tlsrpt.domain_daily.failed_session_count IS 'Sessions that failed.';
COMMENT ON COLUMN tlsrpt.domain_daily.reporter_count IS 'Organizations that reported. Not to be added up over days.';
