-- SPDX-License-Identifier: Apache-2.0
-- tlsrpt report, by domain: $1 first day, $2 last day, $3 domain or NULL.
SELECT d.report_domain,
       sum(d.successful_session_count + d.failed_session_count)::bigint AS session_count,
       sum(d.failed_session_count)::bigint AS failed_session_count,
       round(100.0 * sum(d.failed_session_count)
             / nullif(sum(d.successful_session_count + d.failed_session_count), 0), 2) AS failure_percent,
       (SELECT count(DISTINCT p.organization_name)
        FROM tlsrpt.report_policy AS p
        WHERE p.report_domain = d.report_domain
          AND p.report_day BETWEEN $1::date AND $2::date) AS reporter_count,
       min(d.report_day) AS first_day,
       max(d.report_day) AS last_day
FROM tlsrpt.domain_daily AS d
WHERE d.report_day BETWEEN $1::date AND $2::date
  AND ($3::text IS NULL OR d.report_domain = $3::text)
GROUP BY d.report_domain
ORDER BY failed_session_count DESC, session_count DESC, d.report_domain
