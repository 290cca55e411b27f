-- SPDX-License-Identifier: Apache-2.0
-- What the reports $1 add to policy_daily.
SELECT report_day, report_domain, policy_type, sts_mode,
       0, count(*),
       sum(total_successful_session_count)::bigint, sum(total_failure_session_count)::bigint,
       coalesce(sum(total_successful_session_count) FILTER (WHERE counted), 0)::bigint,
       coalesce(sum(total_failure_session_count) FILTER (WHERE counted), 0)::bigint
FROM tlsrpt.policy
WHERE report_key = ANY($1::uuid[])
GROUP BY report_day, report_domain, policy_type, sts_mode
