-- SPDX-License-Identifier: Apache-2.0
-- Adds sums of a batch to organization_daily; the arrays are sorted by key, so that loaders do not deadlock.
INSERT INTO tlsrpt.organization_daily AS d (
  report_day, organization_name, policy_type, report_count, policy_count,
  total_successful_session_count, total_failure_session_count,
  counted_successful_session_count, counted_failure_session_count)
SELECT *
FROM unnest($1::date[], $2::text[], $3::text[], $4::bigint[], $5::bigint[],
            $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
ON CONFLICT (report_day, organization_name, policy_type) DO UPDATE SET
  report_count = d.report_count + excluded.report_count,
  policy_count = d.policy_count + excluded.policy_count,
  total_successful_session_count = d.total_successful_session_count + excluded.total_successful_session_count,
  total_failure_session_count = d.total_failure_session_count + excluded.total_failure_session_count,
  counted_successful_session_count = d.counted_successful_session_count + excluded.counted_successful_session_count,
  counted_failure_session_count = d.counted_failure_session_count + excluded.counted_failure_session_count
