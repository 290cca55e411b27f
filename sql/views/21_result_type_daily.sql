-- SPDX-License-Identifier: Apache-2.0
-- Failed sessions a day, domain and result type, counted once.

CREATE OR REPLACE VIEW tlsrpt.result_type_daily AS
SELECT d.report_day,
       d.report_domain,
       coalesce(nullif(d.result_type, ''), '(none)') AS result_type,
       coalesce(t.family, 'unknown') AS family,
       d.counted_failed_session_count AS failed_session_count,
       CASE WHEN d.result_type = '(not detailed)'
            THEN (SELECT count(DISTINCT p.organization_name)
                  FROM tlsrpt.policy AS p
                  WHERE p.report_domain = d.report_domain AND p.report_day = d.report_day
                    AND p.undetailed_failure_count > 0)
            ELSE (SELECT count(DISTINCT f.organization_name)
                  FROM tlsrpt.failure_detail AS f
                  WHERE f.report_domain = d.report_domain AND f.report_day = d.report_day
                    AND f.result_type = d.result_type)
       END AS reporter_count
FROM tlsrpt.failure_daily AS d
LEFT JOIN tlsrpt.result_type AS t ON t.result_type = d.result_type;

COMMENT ON VIEW tlsrpt.result_type_daily IS 'Failed sessions a day, mail domain and result type, without double count. One session may stand under several result types.';
COMMENT ON COLUMN tlsrpt.result_type_daily.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.result_type_daily.report_domain IS 'Mail domain the sessions went to.';
COMMENT ON COLUMN tlsrpt.result_type_daily.result_type IS 'Result type; (not detailed): failures that no failure detail explains.';
COMMENT ON COLUMN tlsrpt.result_type_daily.family IS 'negotiation, dane, mta-sts or unknown.';
COMMENT ON COLUMN tlsrpt.result_type_daily.failed_session_count IS 'Failed sessions.';
COMMENT ON COLUMN tlsrpt.result_type_daily.reporter_count IS 'Organizations that reported it. Not to be added up over days.';
