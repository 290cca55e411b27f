-- SPDX-License-Identifier: Apache-2.0
-- The numbers of the views and of rebuild_rollup() on rows written by hand.
BEGIN;
SELECT no_plan();

CREATE FUNCTION pg_temp.add_report(number int, day date, organization text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO tlsrpt.report VALUES (lpad(number::text, 32, '0')::uuid, day, organization, 'a@example.com',
    'id-' || number, day, day + interval '1 day' - interval '1 second', '\x00', '{}') $$;

CREATE FUNCTION pg_temp.add_policy(number int, policy int, domain text, type text, successful bigint, failed bigint,
                                   undetailed bigint, counted boolean) RETURNS void LANGUAGE sql AS $$
  INSERT INTO tlsrpt.policy
  SELECT report_key, policy, report_day, organization_name, domain, domain, 'body', type,
         CASE type WHEN 'sts' THEN 'enforce' ELSE '' END, NULL, '{}', '{}', successful, failed, undetailed, counted
  FROM tlsrpt.report WHERE report_id = 'id-' || number $$;

CREATE FUNCTION pg_temp.add_failure(number int, place int, failure int, type text, sessions bigint, counted boolean)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO tlsrpt.failure_detail (report_key, policy_no, failure_no, report_day, organization_name, report_domain,
    policy_domain, policy_type, result_type, failed_session_count, counted)
  SELECT report_key, policy_no, failure, report_day, organization_name, report_domain, policy_domain, policy_type, type,
         sessions, add_failure.counted
  FROM tlsrpt.policy JOIN tlsrpt.report USING (report_key, report_day, organization_name)
  WHERE report_id = 'id-' || number AND policy_no = place $$;

DO $$
BEGIN
  -- 1: one domain listed under sts and tlsa: the sessions are the same ones, only sts counts.
  PERFORM pg_temp.add_report(1, '2026-01-01', 'Microsoft Corporation');
  PERFORM pg_temp.add_policy(1, 1, 'example.com', 'sts', 90, 10, 4, true);
  PERFORM pg_temp.add_policy(1, 2, 'example.com', 'tlsa', 80, 7, 2, false);
  PERFORM pg_temp.add_failure(1, 1, 1, 'certificate-expired', 6, true);
  PERFORM pg_temp.add_failure(1, 2, 1, 'certificate-expired', 5, false);
  -- 2: the same domain and day, another reporter; its sessions without a policy are further ones.
  PERFORM pg_temp.add_report(2, '2026-01-01', 'Google Inc.');
  PERFORM pg_temp.add_policy(2, 1, 'example.com', 'sts', 50, 0, 0, true);
  PERFORM pg_temp.add_policy(2, 2, 'example.com', 'no-policy-found', 5, 1, 0, true);
  PERFORM pg_temp.add_failure(2, 2, 1, 'certificate-expired', 1, true);
  PERFORM pg_temp.add_failure(2, 2, 2, 'starttls-not-supported', 1, true);
  -- 3: another day; a type that the registry does not know, and one that is missing.
  PERFORM pg_temp.add_report(3, '2026-01-02', 'Google Inc.');
  PERFORM pg_temp.add_policy(3, 1, 'example.com', 'sts', 10, 5, 0, true);
  PERFORM pg_temp.add_failure(3, 1, 1, 'made-up', 3, true);
  PERFORM pg_temp.add_failure(3, 1, 2, '', 2, true);
  -- 4: nothing is known of the domain, the type and the organization.
  PERFORM pg_temp.add_report(4, '2026-01-02', '');
  PERFORM pg_temp.add_policy(4, 1, '(none)', '', 2, 1, 1, true);
  -- 5: a report without policies.
  PERFORM pg_temp.add_report(5, '2026-01-02', 'Google Inc.');
END;
$$;

SELECT is_empty('SELECT 1 FROM tlsrpt.policy_daily', 'nothing keeps the rollups but the loader and rebuild_rollup()');
SELECT lives_ok($$ SELECT tlsrpt.rebuild_rollup('2026-01-01', '2026-01-02') $$, 'rebuild_rollup() runs');

SELECT results_eq($$ SELECT * FROM tlsrpt.policy_daily ORDER BY 1, 2, 3 $$, $$ VALUES
  ('2026-01-01'::date, 'example.com', 'no-policy-found', '', 1::bigint, 5::bigint, 1::bigint, 5::bigint, 1::bigint),
  ('2026-01-01', 'example.com', 'sts', 'enforce', 2, 140, 10, 140, 10),
  ('2026-01-01', 'example.com', 'tlsa', '', 1, 80, 7, 0, 0),
  ('2026-01-02', '(none)', '', '', 1, 2, 1, 2, 1),
  ('2026-01-02', 'example.com', 'sts', 'enforce', 1, 10, 5, 10, 5) $$, 'policy_daily');
SELECT results_eq($$ SELECT * FROM tlsrpt.failure_daily ORDER BY 1, 2, 3 $$, $$ VALUES
  ('2026-01-01'::date, 'example.com', '(not detailed)', 2::bigint, 6::bigint, 4::bigint),
  ('2026-01-01', 'example.com', 'certificate-expired', 3, 12, 7),
  ('2026-01-01', 'example.com', 'starttls-not-supported', 1, 1, 1),
  ('2026-01-02', '(none)', '(not detailed)', 1, 1, 1),
  ('2026-01-02', 'example.com', '', 1, 2, 2),
  ('2026-01-02', 'example.com', 'made-up', 1, 3, 3) $$, 'failure_daily');
SELECT results_eq($$ SELECT * FROM tlsrpt.organization_daily ORDER BY 1, 2, 3 $$, $$ VALUES
  ('2026-01-01'::date, 'Google Inc.', 'no-policy-found', 0::bigint, 1::bigint, 5::bigint, 1::bigint, 5::bigint,
   1::bigint),
  ('2026-01-01', 'Google Inc.', 'sts', 1, 1, 50, 0, 50, 0),
  ('2026-01-01', 'Microsoft Corporation', 'sts', 1, 1, 90, 10, 90, 10),
  ('2026-01-01', 'Microsoft Corporation', 'tlsa', 0, 1, 80, 7, 0, 0),
  ('2026-01-02', '', '', 1, 1, 2, 1, 2, 1),
  ('2026-01-02', 'Google Inc.', '', 1, 0, 0, 0, 0, 0),
  ('2026-01-02', 'Google Inc.', 'sts', 1, 1, 10, 5, 10, 5) $$, 'organization_daily');

SELECT results_eq($$ SELECT * FROM tlsrpt.domain_daily ORDER BY 1, 2 $$, $$ VALUES
  ('2026-01-01'::date, 'example.com', 145::bigint, 11::bigint, 2::bigint),
  ('2026-01-02', '(none)', 2, 1, 1),
  ('2026-01-02', 'example.com', 10, 5, 1) $$, 'domain_daily counts each session once');
SELECT results_eq($$ SELECT * FROM tlsrpt.result_type_daily ORDER BY 1, 2, 3 $$, $$ VALUES
  ('2026-01-01'::date, 'example.com', '(not detailed)', 'unknown', 4::bigint, 1::bigint),
  ('2026-01-01', 'example.com', 'certificate-expired', 'negotiation', 7, 2),
  ('2026-01-01', 'example.com', 'starttls-not-supported', 'negotiation', 1, 1),
  ('2026-01-02', '(none)', '(not detailed)', 'unknown', 1, 1),
  ('2026-01-02', 'example.com', '(none)', 'unknown', 2, 1),
  ('2026-01-02', 'example.com', 'made-up', 'unknown', 3, 1) $$,
  'result_type_daily counts each failure once and names what no detail explains');
SELECT results_eq($$ SELECT * FROM tlsrpt.reporter_daily ORDER BY 1, 2 $$, $$ VALUES
  ('2026-01-01'::date, 'Google Inc.', 1::bigint, 55::bigint, 1::bigint),
  ('2026-01-01', 'Microsoft Corporation', 1, 90, 10),
  ('2026-01-02', '(none)', 1, 2, 1),
  ('2026-01-02', 'Google Inc.', 2, 10, 5) $$, 'reporter_daily counts each report and session once');

SELECT is((SELECT count(*) FROM tlsrpt.report_policy), 6::bigint, 'report_policy has a row a policy');
SELECT is((SELECT count(*) FROM tlsrpt.report_failure), 9::bigint, 'report_failure has a row a detail and a remainder');
SELECT results_eq($$ SELECT report_id, report_domains, successful_session_count, failed_session_count
                     FROM tlsrpt.latest_report ORDER BY report_key $$, $$ VALUES
  ('id-1', 'example.com', 90::bigint, 10::bigint), ('id-2', 'example.com', 55, 1), ('id-3', 'example.com', 10, 5),
  ('id-4', '(none)', 2, 1), ('id-5', NULL, 0, 0) $$, 'latest_report has a row a report, also one without policies');
SELECT results_eq($$ SELECT sum(successful_session_count), sum(failed_session_count) FROM tlsrpt.domain_daily $$,
                  $$ SELECT sum(total_successful_session_count), sum(total_failure_session_count)
                     FROM tlsrpt.report_policy WHERE counted $$, 'sums of rollup and base agree');

-- rebuild_rollup() mends the days it was asked for, and only those.
UPDATE tlsrpt.policy_daily SET counted_failure_session_count = 99;
INSERT INTO tlsrpt.failure_daily VALUES
  ('2026-01-01', 'gone.example', 'x', 1, 1, 1), ('2026-01-02', 'gone.example', 'x', 1, 1, 1);
SELECT lives_ok($$ SELECT tlsrpt.rebuild_rollup('2026-01-02', '2026-01-02') $$, 'rebuild_rollup() runs for a day');
SELECT results_eq($$ SELECT report_day, sum(counted_failure_session_count) FROM tlsrpt.policy_daily
                     GROUP BY 1 ORDER BY 1 $$,
                  $$ VALUES ('2026-01-01'::date, 297::numeric), ('2026-01-02', 6) $$, 'other days stay as they are');
SELECT results_eq($$ SELECT report_day FROM tlsrpt.failure_daily WHERE report_domain = 'gone.example' $$,
                  $$ VALUES ('2026-01-01'::date) $$, 'rows without base rows go');

-- ingest_health
INSERT INTO tlsrpt.ingest_run (run_id, command, account, folder, program_version, started_at, ended_at, error,
                               message_count, stored_count, duplicate_count, conflict_count, no_report_count,
                               rejected_count)
VALUES (gen_random_uuid(), 'fetch', 'me@host', 'INBOX', '1', now() - interval '3 hours',
        now() - interval '2 hours', NULL, 10, 5, 2, 1, 1, 1),
       (gen_random_uuid(), 'fetch', 'me@host', 'INBOX', '1', now() - interval '1 hour', now(),
        'no route', 1, 1, 0, 0, 0, 0),
       (gen_random_uuid(), 'fetch', 'me@host', 'INBOX', '1', now(), NULL, NULL, 0, 0, 0, 0, 0, 0),
       (gen_random_uuid(), 'fetch', 'me@host', 'Junk', '1', now() - interval '40 days', NULL, NULL, 9, 9, 0, 0, 0, 0),
       (gen_random_uuid(), 'load', '', 'a.eml', '1', now(), now(), NULL, 1, 1, 0, 0, 0, 0);
SELECT results_eq($$ SELECT * FROM tlsrpt.ingest_health ORDER BY folder $$, $$ VALUES
  ('me@host', 'INBOX', now(), now() - interval '2 hours', 'no route', 3::bigint, 11::bigint,
   6::bigint, 2::bigint, 1::bigint, 1::bigint, 1::bigint),
  ('me@host', 'Junk', now() - interval '40 days', NULL, NULL, 0::bigint, 0::bigint,
   0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint) $$,
  'ingest_health: the last run, also of a mailbox that died long ago, the last good one, the error of the last that ended');

SELECT * FROM finish();
ROLLBACK;
