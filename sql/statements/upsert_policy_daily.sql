-- SPDX-License-Identifier: Apache-2.0
-- Adds sums of a batch to policy_daily; the arrays are sorted by key, so that loaders do not deadlock.
INSERT INTO tlsrpt.policy_daily AS d (
  report_day, report_domain, policy_type, sts_mode, policy_count,
  total_successful_session_count, total_failure_session_count,
  counted_successful_session_count, counted_failure_session_count)
SELECT *
FROM unnest($1::date[], $2::text[], $3::text[], $4::text[], $5::bigint[],
            $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
ON CONFLICT (report_day, report_domain, policy_type, sts_mode) DO UPDATE SET
  policy_count = d.policy_count + excluded.policy_count,
  total_successful_session_count = d.total_successful_session_count + excluded.total_successful_session_count,
  total_failure_session_count = d.total_failure_session_count + excluded.total_failure_session_count,
  counted_successful_session_count = d.counted_successful_session_count + excluded.counted_successful_session_count,
  counted_failure_session_count = d.counted_failure_session_count + excluded.counted_failure_session_count
