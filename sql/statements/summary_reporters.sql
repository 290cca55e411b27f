-- SPDX-License-Identifier: Apache-2.0
-- tlsrpt report, by reporting organization: $1 first day, $2 last day, $3 domain or NULL.
SELECT p.organization_name,
       count(DISTINCT p.report_key) AS report_count,
       coalesce(sum(p.total_successful_session_count + p.total_failure_session_count)
                FILTER (WHERE p.counted), 0)::bigint AS session_count,
       coalesce(sum(p.total_failure_session_count) FILTER (WHERE p.counted), 0)::bigint AS failed_session_count,
       round(100.0 * sum(p.total_failure_session_count) FILTER (WHERE p.counted)
             / nullif(sum(p.total_successful_session_count + p.total_failure_session_count)
                      FILTER (WHERE p.counted), 0), 2) AS failure_percent
FROM tlsrpt.report_policy AS p
WHERE p.report_day BETWEEN $1::date AND $2::date
  AND p.report_domain = $3::text
GROUP BY p.organization_name
UNION ALL
SELECT d.organization_name,
       sum(d.report_count)::bigint,
       sum(d.successful_session_count + d.failed_session_count)::bigint,
       sum(d.failed_session_count)::bigint,
       round(100.0 * sum(d.failed_session_count)
             / nullif(sum(d.successful_session_count + d.failed_session_count), 0), 2)
FROM tlsrpt.reporter_daily AS d
WHERE d.report_day BETWEEN $1::date AND $2::date
  AND $3::text IS NULL
GROUP BY d.organization_name
ORDER BY session_count DESC, organization_name
