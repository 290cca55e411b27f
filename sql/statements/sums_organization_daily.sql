-- SPDX-License-Identifier: Apache-2.0
-- What the reports $1 add to organization_daily.
SELECT r.report_day, r.organization_name, coalesce(p.policy_type, ''), '',
       count(*) FILTER (WHERE coalesce(p.policy_no, 1) = 1), count(p.policy_no),
       coalesce(sum(p.total_successful_session_count), 0)::bigint,
       coalesce(sum(p.total_failure_session_count), 0)::bigint,
       coalesce(sum(p.total_successful_session_count) FILTER (WHERE p.counted), 0)::bigint,
       coalesce(sum(p.total_failure_session_count) FILTER (WHERE p.counted), 0)::bigint
FROM tlsrpt.report AS r
LEFT JOIN tlsrpt.policy AS p ON p.report_key = r.report_key
WHERE r.report_key = ANY($1::uuid[])
GROUP BY r.report_day, r.organization_name, coalesce(p.policy_type, '')
