-- SPDX-License-Identifier: Apache-2.0
-- tlsrpt report, by result type: $1 first day, $2 last day, $3 domain or NULL.
WITH reporters AS (
  SELECT result_type, count(DISTINCT organization_name) AS reporter_count
  FROM tlsrpt.report_failure
  WHERE report_day BETWEEN $1::date AND $2::date
    AND ($3::text IS NULL OR report_domain = $3::text)
  GROUP BY result_type
)
SELECT d.result_type,
       sum(d.failed_session_count)::bigint AS failed_session_count,
       count(DISTINCT d.report_domain) AS domain_count,
       coalesce(max(r.reporter_count), 0) AS reporter_count
FROM tlsrpt.result_type_daily AS d
LEFT JOIN reporters AS r ON r.result_type = d.result_type
WHERE d.report_day BETWEEN $1::date AND $2::date
  AND ($3::text IS NULL OR d.report_domain = $3::text)
GROUP BY d.result_type
ORDER BY failed_session_count DESC, d.result_type
