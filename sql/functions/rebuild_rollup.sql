-- SPDX-License-Identifier: Apache-2.0
-- Recomputes the rollups of some days from the base rows, for the operator.

CREATE OR REPLACE FUNCTION tlsrpt.rebuild_rollup(first_day date, last_day date) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM tlsrpt.policy_daily WHERE report_day BETWEEN first_day AND last_day;
  INSERT INTO tlsrpt.policy_daily
  SELECT report_day, report_domain, policy_type, sts_mode, count(*),
         sum(total_successful_session_count), sum(total_failure_session_count),
         coalesce(sum(total_successful_session_count) FILTER (WHERE counted), 0),
         coalesce(sum(total_failure_session_count) FILTER (WHERE counted), 0)
  FROM tlsrpt.policy
  WHERE report_day BETWEEN first_day AND last_day
  GROUP BY report_day, report_domain, policy_type, sts_mode;

  DELETE FROM tlsrpt.failure_daily WHERE report_day BETWEEN first_day AND last_day;
  INSERT INTO tlsrpt.failure_daily
  SELECT report_day, report_domain, result_type, count(*), sum(failed_session_count),
         coalesce(sum(failed_session_count) FILTER (WHERE counted), 0)
  FROM (
    SELECT report_day, report_domain, result_type, failed_session_count, counted
    FROM tlsrpt.failure_detail
    UNION ALL
    SELECT report_day, report_domain, '(not detailed)', undetailed_failure_count, counted
    FROM tlsrpt.policy
    WHERE undetailed_failure_count > 0
  ) AS failure
  WHERE report_day BETWEEN first_day AND last_day
  GROUP BY report_day, report_domain, result_type;

  DELETE FROM tlsrpt.organization_daily WHERE report_day BETWEEN first_day AND last_day;
  INSERT INTO tlsrpt.organization_daily
  SELECT r.report_day, r.organization_name, coalesce(p.policy_type, ''),
         count(*) FILTER (WHERE coalesce(p.policy_no, 1) = 1), count(p.policy_no),
         coalesce(sum(p.total_successful_session_count), 0), coalesce(sum(p.total_failure_session_count), 0),
         coalesce(sum(p.total_successful_session_count) FILTER (WHERE p.counted), 0),
         coalesce(sum(p.total_failure_session_count) FILTER (WHERE p.counted), 0)
  FROM tlsrpt.report AS r
  LEFT JOIN tlsrpt.policy AS p ON p.report_key = r.report_key
  WHERE r.report_day BETWEEN first_day AND last_day
  GROUP BY r.report_day, r.organization_name, coalesce(p.policy_type, '');
END;
$$;
COMMENT ON FUNCTION tlsrpt.rebuild_rollup(date, date) IS 'Recomputes policy_daily, failure_daily and organization_daily of the days first_day to last_day, both included.';
