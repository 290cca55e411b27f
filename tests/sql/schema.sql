-- SPDX-License-Identifier: Apache-2.0
-- What every object of the schema owes: a comment and a name by convention; and the views' columns, which analysts
-- and boards rely on.
BEGIN;
SELECT no_plan();

CREATE TEMP VIEW relation AS
SELECT oid, relname::text AS name, relkind FROM pg_class WHERE relnamespace = 'tlsrpt'::regnamespace;

SELECT isnt_empty($$ SELECT 1 FROM relation WHERE relkind = 'r' $$, 'there are tables');
SELECT isnt_empty($$ SELECT 1 FROM relation WHERE relkind = 'v' $$, 'there are views');

-- Comments
SELECT isnt(obj_description('tlsrpt'::regnamespace, 'pg_namespace'), NULL, 'the schema carries a comment');
SELECT is_empty($$
  SELECT name FROM relation
  WHERE (relkind IN ('r', 'v')
         OR relkind = 'i' AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = relation.oid))
    AND coalesce(obj_description(oid, 'pg_class'), '') = ''
$$, 'every table, view and index carries a comment');
SELECT is_empty($$
  SELECT name || '.' || attname
  FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
  WHERE relkind IN ('r', 'v') AND coalesce(col_description(attrelid, attnum), '') = ''
$$, 'every column of a table or view carries a comment');
SELECT is_empty($$
  SELECT proname FROM pg_proc
  WHERE pronamespace = 'tlsrpt'::regnamespace AND coalesce(obj_description(oid, 'pg_proc'), '') = ''
$$, 'every function carries a comment');

-- Names
SELECT is_empty($$
  SELECT conname FROM pg_constraint JOIN relation ON relation.oid = conrelid
  WHERE conname !~ CASE contype WHEN 'p' THEN '^' || name || '_pkey$' WHEN 'f' THEN '^' || name || '_[a-z_]+_fkey$'
                                ELSE '^' || name || '_[a-z_]+_check$' END
$$, 'constraints are named after their table and kind');
SELECT is_empty($$
  SELECT i.name FROM relation AS i JOIN pg_index ON indexrelid = i.oid JOIN relation AS t ON t.oid = indrelid
  WHERE i.name !~ ('^' || t.name || '_[a-z_]+_idx$') AND i.name <> t.name || '_pkey'
$$, 'indexes are named after their table');
SELECT is_empty($$
  SELECT attname FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0
  WHERE relkind IN ('r', 'v') AND attname !~ '^[a-z][a-z0-9_]*$'
$$, 'columns are in lower case');

-- What keeps the schema fit for Citus, and the keys derived
SELECT is_empty($$ SELECT name FROM relation WHERE relkind = 'S' $$, 'no sequences');
SELECT is_empty($$ SELECT tgname FROM pg_trigger JOIN relation ON relation.oid = tgrelid WHERE NOT tgisinternal $$,
                'no triggers');
SELECT is_empty($$
  SELECT name FROM relation WHERE relkind = 'r'
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = relation.oid AND contype = 'p')
$$, 'every table has a primary key');
SELECT bag_eq($$
  SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint JOIN relation ON relation.oid = conrelid
  WHERE contype = 'f'
$$, $$ VALUES ('tlsrpt.policy', 'tlsrpt.report'), ('tlsrpt.failure_detail', 'tlsrpt.policy'),
              ('tlsrpt.report_body', 'tlsrpt.report') $$, 'the foreign keys');
SELECT is_empty($$
  SELECT name, attname FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0
  WHERE relkind = 'r' AND attname ~ '_(count|size)$' AND atttypid <> 'bigint'::regtype
$$, 'counts are bigint');
SELECT is_empty($$
  SELECT name, attname FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0
  WHERE relkind = 'r' AND atttypid = 'timestamp'::regtype
$$, 'times know their zone');

-- Roles
SELECT has_role(name) FROM unnest(ARRAY['tlsrpt_loader', 'tlsrpt_operator', 'tlsrpt_reader']) AS name;
SELECT is_empty($$
  SELECT rolname FROM pg_roles
  WHERE rolname LIKE 'tlsrpt\_%' AND (rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)
$$, 'the group roles are groups and nothing else');
SELECT is_empty($$
  SELECT name FROM relation
  WHERE relkind = 'r' AND name NOT IN ('result_type', 'warning_code') AND has_table_privilege('tlsrpt_reader', oid, 'SELECT')
     OR relkind = 'v' AND NOT has_table_privilege('tlsrpt_reader', oid, 'SELECT')
$$, 'a reader reads the views and no table but the look-up');
SELECT is_empty($$
  SELECT name FROM relation
  WHERE relkind IN ('r', 'v') AND has_table_privilege('tlsrpt_loader', oid, 'DELETE, TRUNCATE')
$$, 'a loader deletes nothing');
SELECT ok(NOT has_schema_privilege(name, 'tlsrpt', 'CREATE'), name || ' creates nothing')
FROM unnest(ARRAY['tlsrpt_loader', 'tlsrpt_operator', 'tlsrpt_reader', 'public']) AS name;

-- The look-up
SELECT is((SELECT count(*) FROM tlsrpt.result_type WHERE result_type <> '(not detailed)'), 11::bigint,
          'the result types of RFC 8460, section 4.3, are explained');
SELECT set_eq($$ SELECT DISTINCT family FROM tlsrpt.result_type $$,
              ARRAY['negotiation', 'dane', 'mta-sts', 'unknown'], 'the families');

-- The public interface
SELECT bag_eq($$ SELECT name FROM relation WHERE relkind = 'v' $$,
              ARRAY['report_policy', 'report_failure', 'domain_daily', 'result_type_daily', 'reporter_daily',
                    'ingest_health', 'latest_report'], 'the views');

CREATE TEMP VIEW view_column AS
SELECT name AS view_name, array_agg(attname || ' ' || format_type(atttypid, atttypmod) ORDER BY attnum) AS columns
FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 WHERE relkind = 'v' GROUP BY name;

SELECT is((SELECT columns FROM view_column WHERE view_name = expected.view_name), expected.columns,
          'columns of ' || expected.view_name)
FROM (VALUES
  ('domain_daily', ARRAY['report_day date', 'report_domain text', 'successful_session_count bigint',
   'failed_session_count bigint', 'reporter_count bigint']),
  ('result_type_daily', ARRAY['report_day date', 'report_domain text', 'result_type text', 'family text',
   'failed_session_count bigint', 'reporter_count bigint']),
  ('reporter_daily', ARRAY['report_day date', 'organization_name text', 'report_count bigint',
   'successful_session_count bigint', 'failed_session_count bigint']),
  ('ingest_health', ARRAY['account text', 'folder text', 'last_started_at timestamp with time zone',
   'last_success_at timestamp with time zone', 'last_error text', 'run_count bigint', 'message_count bigint',
   'stored_count bigint', 'duplicate_count bigint', 'conflict_count bigint', 'no_report_count bigint',
   'rejected_count bigint']),
  ('latest_report', ARRAY['report_key uuid', 'report_day date', 'organization_name text', 'report_id text',
   'report_domains text', 'successful_session_count bigint', 'failed_session_count bigint', 'warning_codes text[]',
   'start_datetime timestamp with time zone', 'end_datetime timestamp with time zone',
   'loaded_at timestamp with time zone']),
  ('report_policy', ARRAY['report_day date', 'report_domain text', 'organization_name text', 'policy_type text',
   'sts_mode text', 'policy_domain text', 'total_successful_session_count bigint',
   'total_failure_session_count bigint', 'undetailed_failure_count bigint', 'counted boolean', 'max_age bigint',
   'policy_string text[]', 'mx_host text[]', 'report_id text', 'contact_info text',
   'start_datetime timestamp with time zone', 'end_datetime timestamp with time zone', 'warning_codes text[]',
   'loaded_at timestamp with time zone', 'report_key uuid', 'policy_no integer',
   'policy_domain_source text']),
  ('report_failure', ARRAY['report_day date', 'report_domain text', 'organization_name text', 'policy_type text',
   'result_type text', 'policy_domain text', 'failed_session_count bigint', 'counted boolean',
   'sending_mta_ip inet', 'receiving_ip inet', 'receiving_mx_hostname text', 'receiving_mx_helo text',
   'additional_information text', 'failure_reason_code text', 'report_key uuid', 'policy_no integer',
   'failure_no integer', 'sending_mta_ip_text text', 'receiving_ip_text text'])
) AS expected (view_name, columns);

SELECT * FROM finish();
ROLLBACK;
