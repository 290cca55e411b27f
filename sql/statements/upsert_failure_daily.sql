-- SPDX-License-Identifier: Apache-2.0
-- Adds sums of a batch to failure_daily; the arrays are sorted by key, so that loaders do not deadlock.
INSERT INTO tlsrpt.failure_daily AS d (
  report_day, report_domain, result_type, detail_count, failed_session_count, counted_failed_session_count)
SELECT *
FROM unnest($1::date[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
ON CONFLICT (report_day, report_domain, result_type) DO UPDATE SET
  detail_count = d.detail_count + excluded.detail_count,
  failed_session_count = d.failed_session_count + excluded.failed_session_count,
  counted_failed_session_count = d.counted_failed_session_count + excluded.counted_failed_session_count
