-- SPDX-License-Identifier: Apache-2.0
-- What the reports $1 add to failure_daily.
SELECT report_day, report_domain, result_type, '',
       0, count(*),
       0, sum(failed_session_count)::bigint,
       0, coalesce(sum(failed_session_count) FILTER (WHERE counted), 0)::bigint
FROM (
  SELECT report_day, report_domain, result_type, failed_session_count, counted
  FROM tlsrpt.failure_detail
  WHERE report_key = ANY($1::uuid[])
  UNION ALL
  SELECT report_day, report_domain, '(not detailed)', undetailed_failure_count, counted
  FROM tlsrpt.policy
  WHERE report_key = ANY($1::uuid[]) AND undetailed_failure_count > 0
) AS failure
GROUP BY report_day, report_domain, result_type
