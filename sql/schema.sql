-- SPDX-License-Identifier: Apache-2.0
-- What tlsrpt migrate makes, dumped by scripts/dump-schema: to read, and to see in a diff what a change does.

-- Name: tlsrpt; Type: SCHEMA; Schema: -

CREATE SCHEMA tlsrpt;

-- Name: SCHEMA tlsrpt; Type: COMMENT; Schema: -

COMMENT ON SCHEMA tlsrpt IS 'SMTP TLS reports (RFC 8460), read by tlsrpt. Analysts read the views.';

-- Name: rebuild_rollup(date, date); Type: FUNCTION; Schema: tlsrpt

CREATE FUNCTION tlsrpt.rebuild_rollup(first_day date, last_day date) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

-- Name: FUNCTION rebuild_rollup(first_day date, last_day date); Type: COMMENT; Schema: tlsrpt

COMMENT ON FUNCTION tlsrpt.rebuild_rollup(first_day date, last_day date) IS 'Recomputes policy_daily, failure_daily and organization_daily of the days first_day to last_day, both included.';

-- Name: policy; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.policy (
    report_key uuid NOT NULL,
    policy_no integer NOT NULL,
    report_day date NOT NULL,
    organization_name text NOT NULL,
    report_domain text NOT NULL,
    policy_domain text NOT NULL,
    policy_domain_source text NOT NULL,
    policy_type text NOT NULL,
    sts_mode text NOT NULL,
    max_age bigint,
    policy_string text[] NOT NULL,
    mx_host text[] NOT NULL,
    total_successful_session_count bigint NOT NULL,
    total_failure_session_count bigint NOT NULL,
    undetailed_failure_count bigint NOT NULL,
    counted boolean NOT NULL
);

-- Name: TABLE policy; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.policy IS 'One element of a report''s policies with its summary (RFC 8460, section 4.4).';

-- Name: COLUMN policy.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.report_key IS 'The report.';

-- Name: COLUMN policy.policy_no; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.policy_no IS 'Place in the report, from 1.';

-- Name: COLUMN policy.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.report_day IS 'As in report.';

-- Name: COLUMN policy.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.organization_name IS 'As in report.';

-- Name: COLUMN policy.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.report_domain IS 'Mail domain the sessions went to: policy_domain, or for tlsa the domain behind the MX host; (none): not known.';

-- Name: COLUMN policy.policy_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.policy_domain IS 'policy-domain, lower-case A-label without trailing dot; empty: not known.';

-- Name: COLUMN policy.policy_domain_source; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.policy_domain_source IS 'Where policy_domain was read: body, tls-report-domain, subject, file-name or none.';

-- Name: COLUMN policy.policy_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.policy_type IS 'policy-type, lower case: tlsa, sts, no-policy-found or what came; empty: missing.';

-- Name: COLUMN policy.sts_mode; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.sts_mode IS 'mode of the MTA-STS policy: enforce, testing, none; empty: not known.';

-- Name: COLUMN policy.max_age; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.max_age IS 'max_age of the MTA-STS policy in seconds.';

-- Name: COLUMN policy.policy_string; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.policy_string IS 'policy-string: lines of the MTA-STS policy, or TLSA records.';

-- Name: COLUMN policy.mx_host; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.mx_host IS 'mx-host: the MX host patterns of the MTA-STS policy.';

-- Name: COLUMN policy.total_successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.total_successful_session_count IS 'summary.total-successful-session-count as reported.';

-- Name: COLUMN policy.total_failure_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.total_failure_session_count IS 'summary.total-failure-session-count as reported.';

-- Name: COLUMN policy.undetailed_failure_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.undetailed_failure_count IS 'Part of total_failure_session_count that no failure detail explains.';

-- Name: COLUMN policy.counted; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy.counted IS 'False: another policy type of the report lists the same sessions. SUM over counted rows counts no session twice.';

-- Name: policy_daily; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.policy_daily (
    report_day date NOT NULL,
    report_domain text NOT NULL,
    policy_type text NOT NULL,
    sts_mode text NOT NULL,
    policy_count bigint NOT NULL,
    total_successful_session_count bigint NOT NULL,
    total_failure_session_count bigint NOT NULL,
    counted_successful_session_count bigint NOT NULL,
    counted_failure_session_count bigint NOT NULL
)
WITH (fillfactor='80');

-- Name: TABLE policy_daily; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.policy_daily IS 'Sessions a day, domain, policy type and MTA-STS mode: sums of policy.';

-- Name: COLUMN policy_daily.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.report_day IS 'UTC day.';

-- Name: COLUMN policy_daily.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.report_domain IS 'Mail domain.';

-- Name: COLUMN policy_daily.policy_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.policy_type IS 'As in policy.';

-- Name: COLUMN policy_daily.sts_mode; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.sts_mode IS 'As in policy.';

-- Name: COLUMN policy_daily.policy_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.policy_count IS 'Rows of policy.';

-- Name: COLUMN policy_daily.total_successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.total_successful_session_count IS 'Sum as reported.';

-- Name: COLUMN policy_daily.total_failure_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.total_failure_session_count IS 'Sum as reported.';

-- Name: COLUMN policy_daily.counted_successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.counted_successful_session_count IS 'Sum over counted rows.';

-- Name: COLUMN policy_daily.counted_failure_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.policy_daily.counted_failure_session_count IS 'Sum over counted rows.';

-- Name: domain_daily; Type: VIEW; Schema: tlsrpt

CREATE VIEW tlsrpt.domain_daily AS
 SELECT d.report_day,
    d.report_domain,
    (sum(d.counted_successful_session_count))::bigint AS successful_session_count,
    (sum(d.counted_failure_session_count))::bigint AS failed_session_count,
    ( SELECT count(DISTINCT p.organization_name) AS count
           FROM tlsrpt.policy p
          WHERE ((p.report_domain = d.report_domain) AND (p.report_day = d.report_day))) AS reporter_count
   FROM tlsrpt.policy_daily d
  GROUP BY d.report_day, d.report_domain;

-- Name: VIEW domain_daily; Type: COMMENT; Schema: tlsrpt

COMMENT ON VIEW tlsrpt.domain_daily IS 'Sessions a day and mail domain, without double count.';

-- Name: COLUMN domain_daily.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.domain_daily.report_day IS 'UTC day.';

-- Name: COLUMN domain_daily.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.domain_daily.report_domain IS 'Mail domain the sessions went to.';

-- Name: COLUMN domain_daily.successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.domain_daily.successful_session_count IS 'Sessions over authenticated TLS.';

-- Name: COLUMN domain_daily.failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.domain_daily.failed_session_count IS 'Sessions that failed.';

-- Name: COLUMN domain_daily.reporter_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.domain_daily.reporter_count IS 'Organizations that reported. Not to be added up over days.';

-- Name: failure_daily; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.failure_daily (
    report_day date NOT NULL,
    report_domain text NOT NULL,
    result_type text NOT NULL,
    detail_count bigint NOT NULL,
    failed_session_count bigint NOT NULL,
    counted_failed_session_count bigint NOT NULL
)
WITH (fillfactor='80');

-- Name: TABLE failure_daily; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.failure_daily IS 'Failed sessions a day, domain and result type: sums of failure_detail, and of policy.undetailed_failure_count as (not detailed).';

-- Name: COLUMN failure_daily.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_daily.report_day IS 'UTC day.';

-- Name: COLUMN failure_daily.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_daily.report_domain IS 'Mail domain.';

-- Name: COLUMN failure_daily.result_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_daily.result_type IS 'As in failure_detail, or (not detailed).';

-- Name: COLUMN failure_daily.detail_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_daily.detail_count IS 'Rows of failure_detail, or for (not detailed) of policy.';

-- Name: COLUMN failure_daily.failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_daily.failed_session_count IS 'Sum as reported.';

-- Name: COLUMN failure_daily.counted_failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_daily.counted_failed_session_count IS 'Sum over counted rows.';

-- Name: failure_detail; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.failure_detail (
    report_key uuid NOT NULL,
    policy_no integer NOT NULL,
    failure_no integer NOT NULL,
    report_day date NOT NULL,
    organization_name text NOT NULL,
    report_domain text NOT NULL,
    policy_domain text NOT NULL,
    policy_type text NOT NULL,
    result_type text NOT NULL,
    failed_session_count bigint NOT NULL,
    counted boolean NOT NULL,
    sending_mta_ip inet,
    sending_mta_ip_text text,
    receiving_ip inet,
    receiving_ip_text text,
    receiving_mx_hostname text,
    receiving_mx_helo text,
    additional_information text,
    failure_reason_code text
);

-- Name: TABLE failure_detail; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.failure_detail IS 'One element of a policy''s failure-details (RFC 8460, section 4.4).';

-- Name: COLUMN failure_detail.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.report_key IS 'The report.';

-- Name: COLUMN failure_detail.policy_no; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.policy_no IS 'The policy in the report.';

-- Name: COLUMN failure_detail.failure_no; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.failure_no IS 'Place in the policy''s failure-details, from 1.';

-- Name: COLUMN failure_detail.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.report_day IS 'As in report.';

-- Name: COLUMN failure_detail.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.organization_name IS 'As in report.';

-- Name: COLUMN failure_detail.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.report_domain IS 'As in policy.';

-- Name: COLUMN failure_detail.policy_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.policy_domain IS 'As in policy.';

-- Name: COLUMN failure_detail.policy_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.policy_type IS 'As in policy.';

-- Name: COLUMN failure_detail.result_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.result_type IS 'result-type, lower case (table result_type explains the known ones); empty: missing.';

-- Name: COLUMN failure_detail.failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.failed_session_count IS 'failed-session-count as reported. One session may stand under several result types.';

-- Name: COLUMN failure_detail.counted; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.counted IS 'False: another policy type of the report lists the same failures.';

-- Name: COLUMN failure_detail.sending_mta_ip; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.sending_mta_ip IS 'sending-mta-ip; NULL when it holds no address.';

-- Name: COLUMN failure_detail.sending_mta_ip_text; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.sending_mta_ip_text IS 'sending-mta-ip as it came where it holds no address.';

-- Name: COLUMN failure_detail.receiving_ip; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.receiving_ip IS 'receiving-ip; NULL when it holds no address.';

-- Name: COLUMN failure_detail.receiving_ip_text; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.receiving_ip_text IS 'receiving-ip as it came where it holds no address.';

-- Name: COLUMN failure_detail.receiving_mx_hostname; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.receiving_mx_hostname IS 'receiving-mx-hostname, lower case.';

-- Name: COLUMN failure_detail.receiving_mx_helo; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.receiving_mx_helo IS 'receiving-mx-helo.';

-- Name: COLUMN failure_detail.additional_information; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.additional_information IS 'additional-information: a URI of the reporter. Foreign text, not to be followed unread.';

-- Name: COLUMN failure_detail.failure_reason_code; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.failure_detail.failure_reason_code IS 'failure-reason-code: the reporter''s own words.';

-- Name: ingest_document; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.ingest_document (
    run_id uuid NOT NULL,
    account text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    document_no integer NOT NULL,
    file_name text,
    outcome text NOT NULL,
    reason text,
    detail text,
    json_path text,
    report_key uuid,
    rejected_key uuid
);

-- Name: TABLE ingest_document; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.ingest_document IS 'The documents found in the mails and files of a run, and what became of each.';

-- Name: COLUMN ingest_document.run_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.run_id IS 'The run.';

-- Name: COLUMN ingest_document.account; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.account IS 'As in ingest_message; empty for load.';

-- Name: COLUMN ingest_document.folder; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.folder IS 'As in ingest_message; for load the path of the file.';

-- Name: COLUMN ingest_document.uidvalidity; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.uidvalidity IS 'As in ingest_message; 0 for load.';

-- Name: COLUMN ingest_document.uid; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.uid IS 'As in ingest_message; for load the place in the file, from 1.';

-- Name: COLUMN ingest_document.document_no; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.document_no IS 'Place in the mail, from 1.';

-- Name: COLUMN ingest_document.file_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.file_name IS 'Name of the attachment or of the file in an archive.';

-- Name: COLUMN ingest_document.outcome; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.outcome IS 'stored, duplicate, conflict or rejected.';

-- Name: COLUMN ingest_document.reason; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.reason IS 'Code of why the document was rejected.';

-- Name: COLUMN ingest_document.detail; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.detail IS 'The reason in words.';

-- Name: COLUMN ingest_document.json_path; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.json_path IS 'Where in the JSON document.';

-- Name: COLUMN ingest_document.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.report_key IS 'The report; NULL when rejected.';

-- Name: COLUMN ingest_document.rejected_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_document.rejected_key IS 'The row of rejected_document; NULL unless rejected.';

-- Name: ingest_folder; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.ingest_folder (
    account text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    done_through bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE ingest_folder; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.ingest_folder IS 'How far each folder has been read.';

-- Name: COLUMN ingest_folder.account; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_folder.account IS 'user@host of the mailbox.';

-- Name: COLUMN ingest_folder.folder; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_folder.folder IS 'Folder of the mailbox.';

-- Name: COLUMN ingest_folder.uidvalidity; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_folder.uidvalidity IS 'UIDVALIDITY that done_through belongs to.';

-- Name: COLUMN ingest_folder.done_through; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_folder.done_through IS 'Every mail up to this UID is in the ledger or gone from the folder.';

-- Name: COLUMN ingest_folder.changed_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_folder.changed_at IS 'When done_through moved last.';

-- Name: ingest_run; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.ingest_run (
    run_id uuid NOT NULL,
    command text NOT NULL,
    account text NOT NULL,
    folder text NOT NULL,
    program_version text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    error text,
    message_count bigint DEFAULT 0 NOT NULL,
    stored_count bigint DEFAULT 0 NOT NULL,
    duplicate_count bigint DEFAULT 0 NOT NULL,
    conflict_count bigint DEFAULT 0 NOT NULL,
    no_report_count bigint DEFAULT 0 NOT NULL,
    rejected_count bigint DEFAULT 0 NOT NULL
);

-- Name: TABLE ingest_run; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.ingest_run IS 'One run of tlsrpt fetch over a folder, or of tlsrpt load.';

-- Name: COLUMN ingest_run.run_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.run_id IS 'Random.';

-- Name: COLUMN ingest_run.command; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.command IS 'fetch or load.';

-- Name: COLUMN ingest_run.account; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.account IS 'user@host of the mailbox; empty for load.';

-- Name: COLUMN ingest_run.folder; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.folder IS 'Folder of the mailbox; for load the path.';

-- Name: COLUMN ingest_run.program_version; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.program_version IS 'Version of tlsrpt.';

-- Name: COLUMN ingest_run.started_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.started_at IS 'When the run began.';

-- Name: COLUMN ingest_run.ended_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.ended_at IS 'When the run ended by itself; NULL: still running, or killed.';

-- Name: COLUMN ingest_run.error; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.error IS 'Why the run ended early; NULL: it did not.';

-- Name: COLUMN ingest_run.message_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.message_count IS 'Mails (for load: mails and bare documents) that were read and committed.';

-- Name: COLUMN ingest_run.stored_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.stored_count IS 'Of them with outcome stored.';

-- Name: COLUMN ingest_run.duplicate_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.duplicate_count IS 'Of them with outcome duplicate.';

-- Name: COLUMN ingest_run.conflict_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.conflict_count IS 'Of them with outcome conflict.';

-- Name: COLUMN ingest_run.no_report_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.no_report_count IS 'Of them with outcome no_report.';

-- Name: COLUMN ingest_run.rejected_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_run.rejected_count IS 'Of them with outcome rejected.';

-- Name: ingest_health; Type: VIEW; Schema: tlsrpt

CREATE VIEW tlsrpt.ingest_health AS
 SELECT ingest_run.account,
    ingest_run.folder,
    max(ingest_run.started_at) AS last_started_at,
    max(ingest_run.ended_at) FILTER (WHERE (ingest_run.error IS NULL)) AS last_success_at,
    (array_agg(ingest_run.error ORDER BY ingest_run.started_at DESC) FILTER (WHERE (ingest_run.ended_at IS NOT NULL)))[1] AS last_error,
    count(*) FILTER (WHERE (ingest_run.started_at > (now() - '30 days'::interval))) AS run_count,
    (COALESCE(sum(ingest_run.message_count) FILTER (WHERE (ingest_run.started_at > (now() - '30 days'::interval))), (0)::numeric))::bigint AS message_count,
    (COALESCE(sum(ingest_run.stored_count) FILTER (WHERE (ingest_run.started_at > (now() - '30 days'::interval))), (0)::numeric))::bigint AS stored_count,
    (COALESCE(sum(ingest_run.duplicate_count) FILTER (WHERE (ingest_run.started_at > (now() - '30 days'::interval))), (0)::numeric))::bigint AS duplicate_count,
    (COALESCE(sum(ingest_run.conflict_count) FILTER (WHERE (ingest_run.started_at > (now() - '30 days'::interval))), (0)::numeric))::bigint AS conflict_count,
    (COALESCE(sum(ingest_run.no_report_count) FILTER (WHERE (ingest_run.started_at > (now() - '30 days'::interval))), (0)::numeric))::bigint AS no_report_count,
    (COALESCE(sum(ingest_run.rejected_count) FILTER (WHERE (ingest_run.started_at > (now() - '30 days'::interval))), (0)::numeric))::bigint AS rejected_count
   FROM tlsrpt.ingest_run
  WHERE (ingest_run.command = 'fetch'::text)
  GROUP BY ingest_run.account, ingest_run.folder;

-- Name: VIEW ingest_health; Type: COMMENT; Schema: tlsrpt

COMMENT ON VIEW tlsrpt.ingest_health IS 'Is every mailbox read? A row a mailbox folder; runs and mails of the last 30 days.';

-- Name: COLUMN ingest_health.account; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.account IS 'user@host of the mailbox.';

-- Name: COLUMN ingest_health.folder; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.folder IS 'Folder of the mailbox.';

-- Name: COLUMN ingest_health.last_started_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.last_started_at IS 'When the last run began.';

-- Name: COLUMN ingest_health.last_success_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.last_success_at IS 'When a run last ended without error.';

-- Name: COLUMN ingest_health.last_error; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.last_error IS 'Error of the last run that has ended; NULL: none.';

-- Name: COLUMN ingest_health.run_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.run_count IS 'Runs of the last 30 days.';

-- Name: COLUMN ingest_health.message_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.message_count IS 'Mails read in the last 30 days.';

-- Name: COLUMN ingest_health.stored_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.stored_count IS 'Of them with outcome stored.';

-- Name: COLUMN ingest_health.duplicate_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.duplicate_count IS 'Of them with outcome duplicate.';

-- Name: COLUMN ingest_health.conflict_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.conflict_count IS 'Of them with outcome conflict.';

-- Name: COLUMN ingest_health.no_report_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.no_report_count IS 'Of them with outcome no_report.';

-- Name: COLUMN ingest_health.rejected_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_health.rejected_count IS 'Of them with outcome rejected.';

-- Name: ingest_message; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.ingest_message (
    account text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    message_id text,
    message_size bigint NOT NULL,
    internal_date timestamp with time zone,
    outcome text NOT NULL,
    reason text,
    action text NOT NULL,
    action_done_at timestamp with time zone,
    run_id uuid NOT NULL
)
WITH (fillfactor='80');

-- Name: TABLE ingest_message; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.ingest_message IS 'The ledger: every mail of a mailbox that was read, what became of it, and what the mailbox is still owed.';

-- Name: COLUMN ingest_message.account; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.account IS 'user@host of the mailbox.';

-- Name: COLUMN ingest_message.folder; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.folder IS 'Folder of the mailbox.';

-- Name: COLUMN ingest_message.uidvalidity; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.uidvalidity IS 'UIDVALIDITY of the folder; uid means something only together with it.';

-- Name: COLUMN ingest_message.uid; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.uid IS 'UID of the mail.';

-- Name: COLUMN ingest_message.message_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.message_id IS 'Message-ID without angle brackets.';

-- Name: COLUMN ingest_message.message_size; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.message_size IS 'RFC822.SIZE in bytes.';

-- Name: COLUMN ingest_message.internal_date; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.internal_date IS 'When the mail was delivered.';

-- Name: COLUMN ingest_message.outcome; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.outcome IS 'stored, duplicate, conflict, no_report or rejected: the worst of its documents.';

-- Name: COLUMN ingest_message.reason; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.reason IS 'Code of why the mail as a whole was rejected.';

-- Name: COLUMN ingest_message.action; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.action IS 'What the mailbox is owed after the commit: none, seen, move or delete.';

-- Name: COLUMN ingest_message.action_done_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.action_done_at IS 'When the action was done; NULL: owed (unless none).';

-- Name: COLUMN ingest_message.run_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.ingest_message.run_id IS 'The run that read the mail.';

-- Name: report; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.report (
    report_key uuid NOT NULL,
    report_day date NOT NULL,
    organization_name text NOT NULL,
    contact_info text,
    report_id text NOT NULL,
    start_datetime timestamp with time zone NOT NULL,
    end_datetime timestamp with time zone NOT NULL,
    body_hash bytea NOT NULL,
    warning_codes text[] NOT NULL,
    parsed_digest bigint DEFAULT 0 NOT NULL,
    loaded_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE report; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.report IS 'One report of one reporting organization (RFC 8460, section 4). The primary key is the deduplication.';

-- Name: COLUMN report.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.report_key IS 'Four bytes of Unix seconds of report_day, then twelve of SHA-256 over organization_name, report_id and date range as reported (docs/design.md).';

-- Name: COLUMN report.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.report_day IS 'UTC day the report counts for: of the middle of its range up to 48 hours, else of its start.';

-- Name: COLUMN report.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.organization_name IS 'organization-name, or contact-info where it was missing; cut at 255 bytes.';

-- Name: COLUMN report.contact_info; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.contact_info IS 'contact-info; NULL when missing.';

-- Name: COLUMN report.report_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.report_id IS 'report-id, cut at 255 bytes; empty when missing.';

-- Name: COLUMN report.start_datetime; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.start_datetime IS 'date-range.start-datetime.';

-- Name: COLUMN report.end_datetime; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.end_datetime IS 'date-range.end-datetime.';

-- Name: COLUMN report.body_hash; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.body_hash IS 'SHA-256 of the JSON document without byte order mark and without blanks outside of strings.';

-- Name: COLUMN report.warning_codes; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.warning_codes IS 'In what the report deviates from RFC 8460 (docs/warnings.md).';

-- Name: COLUMN report.parsed_digest; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.parsed_digest IS 'Digest of what the parser made of the body; tlsrpt reparse rewrites the report where today''s parser gives another.';

-- Name: COLUMN report.loaded_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report.loaded_at IS 'When the report was loaded.';

-- Name: latest_report; Type: VIEW; Schema: tlsrpt

CREATE VIEW tlsrpt.latest_report AS
 SELECT r.report_key,
    r.report_day,
    COALESCE(NULLIF(r.organization_name, ''::text), '(none)'::text) AS organization_name,
    r.report_id,
    ( SELECT string_agg(DISTINCT p.report_domain, ', '::text) AS string_agg
           FROM tlsrpt.policy p
          WHERE (p.report_key = r.report_key)) AS report_domains,
    ( SELECT (COALESCE(sum(p.total_successful_session_count), (0)::numeric))::bigint AS "coalesce"
           FROM tlsrpt.policy p
          WHERE ((p.report_key = r.report_key) AND p.counted)) AS successful_session_count,
    ( SELECT (COALESCE(sum(p.total_failure_session_count), (0)::numeric))::bigint AS "coalesce"
           FROM tlsrpt.policy p
          WHERE ((p.report_key = r.report_key) AND p.counted)) AS failed_session_count,
    r.warning_codes,
    r.start_datetime,
    r.end_datetime,
    r.loaded_at
   FROM tlsrpt.report r;

-- Name: VIEW latest_report; Type: COMMENT; Schema: tlsrpt

COMMENT ON VIEW tlsrpt.latest_report IS 'One row a report; ORDER BY report_key DESC LIMIT n gives the latest.';

-- Name: COLUMN latest_report.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.report_key IS 'The report; sorts by day.';

-- Name: COLUMN latest_report.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.report_day IS 'UTC day.';

-- Name: COLUMN latest_report.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.organization_name IS 'Reporting organization.';

-- Name: COLUMN latest_report.report_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.report_id IS 'report-id.';

-- Name: COLUMN latest_report.report_domains; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.report_domains IS 'Mail domains of its policies.';

-- Name: COLUMN latest_report.successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.successful_session_count IS 'Sessions over authenticated TLS, without double count.';

-- Name: COLUMN latest_report.failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.failed_session_count IS 'Sessions that failed, without double count.';

-- Name: COLUMN latest_report.warning_codes; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.warning_codes IS 'In what the report deviates from RFC 8460.';

-- Name: COLUMN latest_report.start_datetime; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.start_datetime IS 'Start of its range.';

-- Name: COLUMN latest_report.end_datetime; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.end_datetime IS 'End of its range.';

-- Name: COLUMN latest_report.loaded_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.latest_report.loaded_at IS 'When it was loaded.';

-- Name: organization_daily; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.organization_daily (
    report_day date NOT NULL,
    organization_name text NOT NULL,
    policy_type text NOT NULL,
    report_count bigint NOT NULL,
    policy_count bigint NOT NULL,
    total_successful_session_count bigint NOT NULL,
    total_failure_session_count bigint NOT NULL,
    counted_successful_session_count bigint NOT NULL,
    counted_failure_session_count bigint NOT NULL
)
WITH (fillfactor='80');

-- Name: TABLE organization_daily; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.organization_daily IS 'Reports and sessions a day, reporting organization and policy type: sums of report and policy.';

-- Name: COLUMN organization_daily.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.report_day IS 'UTC day.';

-- Name: COLUMN organization_daily.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.organization_name IS 'As in report.';

-- Name: COLUMN organization_daily.policy_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.policy_type IS 'As in policy; empty also for a report without policies.';

-- Name: COLUMN organization_daily.report_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.report_count IS 'Reports whose first policy has this type: each report counts once.';

-- Name: COLUMN organization_daily.policy_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.policy_count IS 'Rows of policy.';

-- Name: COLUMN organization_daily.total_successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.total_successful_session_count IS 'Sum as reported.';

-- Name: COLUMN organization_daily.total_failure_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.total_failure_session_count IS 'Sum as reported.';

-- Name: COLUMN organization_daily.counted_successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.counted_successful_session_count IS 'Sum over counted rows.';

-- Name: COLUMN organization_daily.counted_failure_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.organization_daily.counted_failure_session_count IS 'Sum over counted rows.';

-- Name: rejected_document; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.rejected_document (
    rejected_key uuid NOT NULL,
    content_kind text NOT NULL,
    content bytea,
    content_size bigint NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    json_path text,
    account text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    message_id text,
    file_name text,
    from_header text,
    subject text,
    tls_report_domain text,
    tls_report_submitter text,
    received_at timestamp with time zone,
    run_id uuid NOT NULL,
    rejected_at timestamp with time zone DEFAULT now() NOT NULL,
    resolved_at timestamp with time zone
);
ALTER TABLE ONLY tlsrpt.rejected_document ALTER COLUMN content SET STORAGE EXTERNAL;

-- Name: TABLE rejected_document; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.rejected_document IS 'What was refused, with its bytes, for the operator. The same bytes are kept once.';

-- Name: COLUMN rejected_document.rejected_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.rejected_key IS 'First 16 bytes of SHA-256 over the content, or over its place where the content was not kept.';

-- Name: COLUMN rejected_document.content_kind; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.content_kind IS 'mail: a whole mail; document: an attachment or file.';

-- Name: COLUMN rejected_document.content; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.content IS 'The bytes as they came; NULL: over the limit, not kept.';

-- Name: COLUMN rejected_document.content_size; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.content_size IS 'Bytes of the content, kept or not.';

-- Name: COLUMN rejected_document.reason; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.reason IS 'Code of why, e.g. malformed-json.';

-- Name: COLUMN rejected_document.detail; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.detail IS 'The reason in words.';

-- Name: COLUMN rejected_document.json_path; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.json_path IS 'Where in the JSON document.';

-- Name: COLUMN rejected_document.account; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.account IS 'As in ingest_document: where it was seen first.';

-- Name: COLUMN rejected_document.folder; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.folder IS 'As in ingest_document.';

-- Name: COLUMN rejected_document.uidvalidity; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.uidvalidity IS 'As in ingest_document.';

-- Name: COLUMN rejected_document.uid; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.uid IS 'As in ingest_document.';

-- Name: COLUMN rejected_document.message_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.message_id IS 'Message-ID without angle brackets.';

-- Name: COLUMN rejected_document.file_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.file_name IS 'Name of the attachment or of the file in an archive.';

-- Name: COLUMN rejected_document.from_header; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.from_header IS 'From of the mail.';

-- Name: COLUMN rejected_document.subject; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.subject IS 'Subject of the mail.';

-- Name: COLUMN rejected_document.tls_report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.tls_report_domain IS 'TLS-Report-Domain of the mail.';

-- Name: COLUMN rejected_document.tls_report_submitter; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.tls_report_submitter IS 'TLS-Report-Submitter of the mail.';

-- Name: COLUMN rejected_document.received_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.received_at IS 'INTERNALDATE of the mail, or time of the file.';

-- Name: COLUMN rejected_document.run_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.run_id IS 'The run that saw it first.';

-- Name: COLUMN rejected_document.rejected_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.rejected_at IS 'When it was refused first.';

-- Name: COLUMN rejected_document.resolved_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.rejected_document.resolved_at IS 'When tlsrpt rejected retry could read it; NULL: not yet.';

-- Name: report_body; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.report_body (
    report_key uuid NOT NULL,
    body_hash bytea NOT NULL,
    body bytea NOT NULL,
    file_name text,
    from_header text,
    subject text,
    tls_report_domain text,
    tls_report_submitter text,
    received_at timestamp with time zone,
    disposition text DEFAULT 'current'::text NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY tlsrpt.report_body ALTER COLUMN body SET STORAGE EXTERNAL;

-- Name: TABLE report_body; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.report_body IS 'The original JSON documents, and what else a later parser needs to read them again.';

-- Name: COLUMN report_body.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.report_key IS 'The report.';

-- Name: COLUMN report_body.body_hash; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.body_hash IS 'As in report; another hash under the same key is a conflict that was not counted.';

-- Name: COLUMN report_body.body; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.body IS 'The document in gzip, as it came where it came so.';

-- Name: COLUMN report_body.file_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.file_name IS 'Name of the attachment or of the file in an archive.';

-- Name: COLUMN report_body.from_header; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.from_header IS 'From of the mail.';

-- Name: COLUMN report_body.subject; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.subject IS 'Subject of the mail.';

-- Name: COLUMN report_body.tls_report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.tls_report_domain IS 'TLS-Report-Domain of the mail.';

-- Name: COLUMN report_body.tls_report_submitter; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.tls_report_submitter IS 'TLS-Report-Submitter of the mail.';

-- Name: COLUMN report_body.received_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.received_at IS 'INTERNALDATE of the mail, or time of the file.';

-- Name: COLUMN report_body.disposition; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.disposition IS 'current: what the report''s rows were read from; conflict: waits for tlsrpt conflicts; replaced, added: decided there.';

-- Name: COLUMN report_body.stored_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_body.stored_at IS 'When the document was loaded.';

-- Name: report_failure; Type: VIEW; Schema: tlsrpt

CREATE VIEW tlsrpt.report_failure AS
 SELECT f.report_day,
    f.report_domain,
    COALESCE(NULLIF(f.organization_name, ''::text), '(none)'::text) AS organization_name,
    COALESCE(NULLIF(f.policy_type, ''::text), '(none)'::text) AS policy_type,
    COALESCE(NULLIF(f.result_type, ''::text), '(none)'::text) AS result_type,
    f.policy_domain,
    f.failed_session_count,
    f.counted,
    f.sending_mta_ip,
    f.receiving_ip,
    f.receiving_mx_hostname,
    f.receiving_mx_helo,
    f.additional_information,
    f.failure_reason_code,
    f.report_key,
    f.policy_no,
    f.failure_no,
    f.sending_mta_ip_text,
    f.receiving_ip_text
   FROM tlsrpt.failure_detail f
UNION ALL
 SELECT p.report_day,
    p.report_domain,
    COALESCE(NULLIF(p.organization_name, ''::text), '(none)'::text) AS organization_name,
    COALESCE(NULLIF(p.policy_type, ''::text), '(none)'::text) AS policy_type,
    '(not detailed)'::text AS result_type,
    p.policy_domain,
    p.undetailed_failure_count AS failed_session_count,
    p.counted,
    NULL::inet AS sending_mta_ip,
    NULL::inet AS receiving_ip,
    NULL::text AS receiving_mx_hostname,
    NULL::text AS receiving_mx_helo,
    NULL::text AS additional_information,
    NULL::text AS failure_reason_code,
    p.report_key,
    p.policy_no,
    0 AS failure_no,
    NULL::text AS sending_mta_ip_text,
    NULL::text AS receiving_ip_text
   FROM tlsrpt.policy p
  WHERE (p.undetailed_failure_count > 0);

-- Name: VIEW report_failure; Type: COMMENT; Schema: tlsrpt

COMMENT ON VIEW tlsrpt.report_failure IS 'One row a failure detail of a report, and one of result type (not detailed) for failures that no detail explains. Without double count: WHERE counted.';

-- Name: COLUMN report_failure.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.report_day IS 'UTC day.';

-- Name: COLUMN report_failure.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.report_domain IS 'Mail domain the sessions went to.';

-- Name: COLUMN report_failure.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.organization_name IS 'Reporting organization.';

-- Name: COLUMN report_failure.policy_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.policy_type IS 'tlsa, sts, no-policy-found or what came.';

-- Name: COLUMN report_failure.result_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.result_type IS 'Result type; table result_type says what to do.';

-- Name: COLUMN report_failure.policy_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.policy_domain IS 'policy-domain; for tlsa it may be the MX host.';

-- Name: COLUMN report_failure.failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.failed_session_count IS 'As reported.';

-- Name: COLUMN report_failure.counted; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.counted IS 'False: the report lists the same failures under another policy type.';

-- Name: COLUMN report_failure.sending_mta_ip; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.sending_mta_ip IS 'Address of the sending mail server.';

-- Name: COLUMN report_failure.receiving_ip; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.receiving_ip IS 'Address of the receiving mail server.';

-- Name: COLUMN report_failure.receiving_mx_hostname; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.receiving_mx_hostname IS 'MX host.';

-- Name: COLUMN report_failure.receiving_mx_helo; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.receiving_mx_helo IS 'Name the MX host gave itself.';

-- Name: COLUMN report_failure.additional_information; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.additional_information IS 'A URI of the reporter. Foreign text.';

-- Name: COLUMN report_failure.failure_reason_code; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.failure_reason_code IS 'The reporter''s own words. Foreign text.';

-- Name: COLUMN report_failure.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.report_key IS 'The report.';

-- Name: COLUMN report_failure.policy_no; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.policy_no IS 'The policy in the report.';

-- Name: COLUMN report_failure.failure_no; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.failure_no IS 'Place in the policy''s failure details; 0: (not detailed).';

-- Name: COLUMN report_failure.sending_mta_ip_text; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.sending_mta_ip_text IS 'What stood there, where it is no address. Foreign text.';

-- Name: COLUMN report_failure.receiving_ip_text; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_failure.receiving_ip_text IS 'What stood there, where it is no address. Foreign text.';

-- Name: report_policy; Type: VIEW; Schema: tlsrpt

CREATE VIEW tlsrpt.report_policy AS
 SELECT p.report_day,
    p.report_domain,
    COALESCE(NULLIF(p.organization_name, ''::text), '(none)'::text) AS organization_name,
    COALESCE(NULLIF(p.policy_type, ''::text), '(none)'::text) AS policy_type,
    COALESCE(NULLIF(p.sts_mode, ''::text), '(none)'::text) AS sts_mode,
    p.policy_domain,
    p.total_successful_session_count,
    p.total_failure_session_count,
    p.undetailed_failure_count,
    p.counted,
    p.max_age,
    p.policy_string,
    p.mx_host,
    r.report_id,
    r.contact_info,
    r.start_datetime,
    r.end_datetime,
    r.warning_codes,
    r.loaded_at,
    p.report_key,
    p.policy_no,
    p.policy_domain_source
   FROM (tlsrpt.policy p
     LEFT JOIN tlsrpt.report r ON ((r.report_key = p.report_key)));

-- Name: VIEW report_policy; Type: COMMENT; Schema: tlsrpt

COMMENT ON VIEW tlsrpt.report_policy IS 'One row a policy of a report. For sessions without double count add up the rows WHERE counted.';

-- Name: COLUMN report_policy.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.report_day IS 'UTC day.';

-- Name: COLUMN report_policy.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.report_domain IS 'Mail domain the sessions went to.';

-- Name: COLUMN report_policy.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.organization_name IS 'Reporting organization.';

-- Name: COLUMN report_policy.policy_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.policy_type IS 'tlsa, sts, no-policy-found or what came.';

-- Name: COLUMN report_policy.sts_mode; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.sts_mode IS 'Mode of the MTA-STS policy.';

-- Name: COLUMN report_policy.policy_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.policy_domain IS 'policy-domain; for tlsa it may be the MX host.';

-- Name: COLUMN report_policy.total_successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.total_successful_session_count IS 'As reported.';

-- Name: COLUMN report_policy.total_failure_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.total_failure_session_count IS 'As reported.';

-- Name: COLUMN report_policy.undetailed_failure_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.undetailed_failure_count IS 'Failed sessions that no failure detail explains, neither here nor under the policy type that lists the same sessions again.';

-- Name: COLUMN report_policy.counted; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.counted IS 'False: the report lists the same sessions under another policy type.';

-- Name: COLUMN report_policy.max_age; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.max_age IS 'max_age of the MTA-STS policy in seconds.';

-- Name: COLUMN report_policy.policy_string; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.policy_string IS 'Lines of the policy.';

-- Name: COLUMN report_policy.mx_host; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.mx_host IS 'MX host patterns.';

-- Name: COLUMN report_policy.report_id; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.report_id IS 'report-id.';

-- Name: COLUMN report_policy.contact_info; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.contact_info IS 'contact-info.';

-- Name: COLUMN report_policy.start_datetime; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.start_datetime IS 'Start of the report''s range.';

-- Name: COLUMN report_policy.end_datetime; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.end_datetime IS 'End of the report''s range.';

-- Name: COLUMN report_policy.warning_codes; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.warning_codes IS 'In what the report deviates from RFC 8460.';

-- Name: COLUMN report_policy.loaded_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.loaded_at IS 'When the report was loaded.';

-- Name: COLUMN report_policy.report_key; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.report_key IS 'The report.';

-- Name: COLUMN report_policy.policy_no; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.policy_no IS 'Place in the report.';

-- Name: COLUMN report_policy.policy_domain_source; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.report_policy.policy_domain_source IS 'Where policy_domain was read: body, tls-report-domain, subject, file-name or none.';

-- Name: reporter_daily; Type: VIEW; Schema: tlsrpt

CREATE VIEW tlsrpt.reporter_daily AS
 SELECT organization_daily.report_day,
    COALESCE(NULLIF(organization_daily.organization_name, ''::text), '(none)'::text) AS organization_name,
    (sum(organization_daily.report_count))::bigint AS report_count,
    (sum(organization_daily.counted_successful_session_count))::bigint AS successful_session_count,
    (sum(organization_daily.counted_failure_session_count))::bigint AS failed_session_count
   FROM tlsrpt.organization_daily
  GROUP BY organization_daily.report_day, organization_daily.organization_name;

-- Name: VIEW reporter_daily; Type: COMMENT; Schema: tlsrpt

COMMENT ON VIEW tlsrpt.reporter_daily IS 'Reports and sessions a day and reporting organization, without double count.';

-- Name: COLUMN reporter_daily.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.reporter_daily.report_day IS 'UTC day.';

-- Name: COLUMN reporter_daily.organization_name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.reporter_daily.organization_name IS 'Reporting organization.';

-- Name: COLUMN reporter_daily.report_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.reporter_daily.report_count IS 'Reports.';

-- Name: COLUMN reporter_daily.successful_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.reporter_daily.successful_session_count IS 'Sessions over authenticated TLS.';

-- Name: COLUMN reporter_daily.failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.reporter_daily.failed_session_count IS 'Sessions that failed.';

-- Name: result_type; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.result_type (
    result_type text NOT NULL,
    family text NOT NULL,
    meaning text NOT NULL,
    remedy text NOT NULL
);

-- Name: TABLE result_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.result_type IS 'IANA registry "STARTTLS Validation Result Types", explained. The registry is open: other types may stand in reports.';

-- Name: COLUMN result_type.result_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type.result_type IS 'result-type of RFC 8460, section 4.3.';

-- Name: COLUMN result_type.family; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type.family IS 'negotiation, dane or mta-sts.';

-- Name: COLUMN result_type.meaning; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type.meaning IS 'What the reporter saw.';

-- Name: COLUMN result_type.remedy; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type.remedy IS 'What the domain owner does.';

-- Name: result_type_daily; Type: VIEW; Schema: tlsrpt

CREATE VIEW tlsrpt.result_type_daily AS
 SELECT d.report_day,
    d.report_domain,
    COALESCE(NULLIF(d.result_type, ''::text), '(none)'::text) AS result_type,
    COALESCE(t.family, 'unknown'::text) AS family,
    d.counted_failed_session_count AS failed_session_count,
        CASE
            WHEN (d.result_type = '(not detailed)'::text) THEN ( SELECT count(DISTINCT p.organization_name) AS count
               FROM tlsrpt.policy p
              WHERE ((p.report_domain = d.report_domain) AND (p.report_day = d.report_day) AND (p.undetailed_failure_count > 0)))
            ELSE ( SELECT count(DISTINCT f.organization_name) AS count
               FROM tlsrpt.failure_detail f
              WHERE ((f.report_domain = d.report_domain) AND (f.report_day = d.report_day) AND (f.result_type = d.result_type)))
        END AS reporter_count
   FROM (tlsrpt.failure_daily d
     LEFT JOIN tlsrpt.result_type t ON ((t.result_type = d.result_type)));

-- Name: VIEW result_type_daily; Type: COMMENT; Schema: tlsrpt

COMMENT ON VIEW tlsrpt.result_type_daily IS 'Failed sessions a day, mail domain and result type, without double count. One session may stand under several result types.';

-- Name: COLUMN result_type_daily.report_day; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type_daily.report_day IS 'UTC day.';

-- Name: COLUMN result_type_daily.report_domain; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type_daily.report_domain IS 'Mail domain the sessions went to.';

-- Name: COLUMN result_type_daily.result_type; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type_daily.result_type IS 'Result type; (not detailed): failures that no failure detail explains.';

-- Name: COLUMN result_type_daily.family; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type_daily.family IS 'negotiation, dane, mta-sts or unknown.';

-- Name: COLUMN result_type_daily.failed_session_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type_daily.failed_session_count IS 'Failed sessions.';

-- Name: COLUMN result_type_daily.reporter_count; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.result_type_daily.reporter_count IS 'Organizations that reported it. Not to be added up over days.';

-- Name: schema_migration; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.schema_migration (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

-- Name: TABLE schema_migration; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.schema_migration IS 'Which SQL files of the program were applied to this database.';

-- Name: COLUMN schema_migration.name; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.schema_migration.name IS 'File below sql/, e.g. migrations/0001_tables.sql.';

-- Name: COLUMN schema_migration.sha256; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.schema_migration.sha256 IS 'SHA-256 of the file as applied, hexadecimal.';

-- Name: COLUMN schema_migration.applied_at; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.schema_migration.applied_at IS 'When the file was applied (last).';

-- Name: warning_code; Type: TABLE; Schema: tlsrpt

CREATE TABLE tlsrpt.warning_code (
    warning_code text NOT NULL,
    quirk text NOT NULL,
    meaning text NOT NULL,
    known_for text
);

-- Name: TABLE warning_code; Type: COMMENT; Schema: tlsrpt

COMMENT ON TABLE tlsrpt.warning_code IS 'In what reports deviate from RFC 8460, explained (docs/warnings.md).';

-- Name: COLUMN warning_code.warning_code; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.warning_code.warning_code IS 'Element of report.warning_codes.';

-- Name: COLUMN warning_code.quirk; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.warning_code.quirk IS 'Shapes of reports that earn it: fixtures of the same name in tests/fixtures/quirks.';

-- Name: COLUMN warning_code.meaning; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.warning_code.meaning IS 'What was found, and what became of it.';

-- Name: COLUMN warning_code.known_for; Type: COMMENT; Schema: tlsrpt

COMMENT ON COLUMN tlsrpt.warning_code.known_for IS 'Reporters that are known to do so; NULL: none.';

-- Name: failure_daily failure_daily_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.failure_daily
    ADD CONSTRAINT failure_daily_pkey PRIMARY KEY (report_day, report_domain, result_type);

-- Name: failure_detail failure_detail_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.failure_detail
    ADD CONSTRAINT failure_detail_pkey PRIMARY KEY (report_key, policy_no, failure_no);

-- Name: ingest_document ingest_document_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.ingest_document
    ADD CONSTRAINT ingest_document_pkey PRIMARY KEY (run_id, folder, uid, document_no, account, uidvalidity);

-- Name: ingest_folder ingest_folder_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.ingest_folder
    ADD CONSTRAINT ingest_folder_pkey PRIMARY KEY (account, folder);

-- Name: ingest_message ingest_message_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.ingest_message
    ADD CONSTRAINT ingest_message_pkey PRIMARY KEY (account, folder, uidvalidity, uid);

-- Name: ingest_run ingest_run_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.ingest_run
    ADD CONSTRAINT ingest_run_pkey PRIMARY KEY (run_id);

-- Name: organization_daily organization_daily_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.organization_daily
    ADD CONSTRAINT organization_daily_pkey PRIMARY KEY (report_day, organization_name, policy_type);

-- Name: policy_daily policy_daily_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.policy_daily
    ADD CONSTRAINT policy_daily_pkey PRIMARY KEY (report_day, report_domain, policy_type, sts_mode);

-- Name: policy policy_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (report_key, policy_no);

-- Name: rejected_document rejected_document_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.rejected_document
    ADD CONSTRAINT rejected_document_pkey PRIMARY KEY (rejected_key);

-- Name: report_body report_body_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.report_body
    ADD CONSTRAINT report_body_pkey PRIMARY KEY (report_key, body_hash);

-- Name: report report_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (report_key);

-- Name: result_type result_type_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.result_type
    ADD CONSTRAINT result_type_pkey PRIMARY KEY (result_type);

-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (name);

-- Name: warning_code warning_code_pkey; Type: CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.warning_code
    ADD CONSTRAINT warning_code_pkey PRIMARY KEY (warning_code);

-- Name: failure_detail_report_domain_report_day_idx; Type: INDEX; Schema: tlsrpt

CREATE INDEX failure_detail_report_domain_report_day_idx ON tlsrpt.failure_detail USING btree (report_domain, report_day) INCLUDE (result_type, organization_name, policy_type, failed_session_count, counted);

-- Name: INDEX failure_detail_report_domain_report_day_idx; Type: COMMENT; Schema: tlsrpt

COMMENT ON INDEX tlsrpt.failure_detail_report_domain_report_day_idx IS 'Failures of a domain over time, without touching the table.';

-- Name: ingest_message_owed_idx; Type: INDEX; Schema: tlsrpt

CREATE INDEX ingest_message_owed_idx ON tlsrpt.ingest_message USING btree (account, folder, uidvalidity, uid) WHERE ((action <> 'none'::text) AND (action_done_at IS NULL));

-- Name: INDEX ingest_message_owed_idx; Type: COMMENT; Schema: tlsrpt

COMMENT ON INDEX tlsrpt.ingest_message_owed_idx IS 'Actions still owed to the mailbox.';

-- Name: ingest_run_account_folder_started_at_idx; Type: INDEX; Schema: tlsrpt

CREATE INDEX ingest_run_account_folder_started_at_idx ON tlsrpt.ingest_run USING btree (account, folder, started_at);

-- Name: INDEX ingest_run_account_folder_started_at_idx; Type: COMMENT; Schema: tlsrpt

COMMENT ON INDEX tlsrpt.ingest_run_account_folder_started_at_idx IS 'The last runs of a folder (ingest_health).';

-- Name: policy_report_domain_report_day_idx; Type: INDEX; Schema: tlsrpt

CREATE INDEX policy_report_domain_report_day_idx ON tlsrpt.policy USING btree (report_domain, report_day) INCLUDE (organization_name, policy_type, total_successful_session_count, total_failure_session_count, undetailed_failure_count, counted);

-- Name: INDEX policy_report_domain_report_day_idx; Type: COMMENT; Schema: tlsrpt

COMMENT ON INDEX tlsrpt.policy_report_domain_report_day_idx IS 'Sums and reporters of a domain over time, without touching the table.';

-- Name: report_body_conflict_idx; Type: INDEX; Schema: tlsrpt

CREATE INDEX report_body_conflict_idx ON tlsrpt.report_body USING btree (report_key, body_hash) WHERE (disposition = 'conflict'::text);

-- Name: INDEX report_body_conflict_idx; Type: COMMENT; Schema: tlsrpt

COMMENT ON INDEX tlsrpt.report_body_conflict_idx IS 'Conflicts that nobody has decided.';

-- Name: failure_detail failure_detail_policy_fkey; Type: FK CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.failure_detail
    ADD CONSTRAINT failure_detail_policy_fkey FOREIGN KEY (report_key, policy_no) REFERENCES tlsrpt.policy(report_key, policy_no);

-- Name: policy policy_report_key_fkey; Type: FK CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.policy
    ADD CONSTRAINT policy_report_key_fkey FOREIGN KEY (report_key) REFERENCES tlsrpt.report(report_key);

-- Name: report_body report_body_report_key_fkey; Type: FK CONSTRAINT; Schema: tlsrpt

ALTER TABLE ONLY tlsrpt.report_body
    ADD CONSTRAINT report_body_report_key_fkey FOREIGN KEY (report_key) REFERENCES tlsrpt.report(report_key);

-- Name: SCHEMA tlsrpt; Type: ACL; Schema: -

GRANT USAGE ON SCHEMA tlsrpt TO tlsrpt_loader;
GRANT USAGE ON SCHEMA tlsrpt TO tlsrpt_operator;
GRANT USAGE ON SCHEMA tlsrpt TO tlsrpt_reader;

-- Name: FUNCTION rebuild_rollup(first_day date, last_day date); Type: ACL; Schema: tlsrpt

REVOKE ALL ON FUNCTION tlsrpt.rebuild_rollup(first_day date, last_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION tlsrpt.rebuild_rollup(first_day date, last_day date) TO tlsrpt_operator;

-- Name: TABLE policy; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT ON TABLE tlsrpt.policy TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.policy TO tlsrpt_operator;

-- Name: TABLE policy_daily; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT,UPDATE ON TABLE tlsrpt.policy_daily TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.policy_daily TO tlsrpt_operator;

-- Name: TABLE domain_daily; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.domain_daily TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.domain_daily TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.domain_daily TO tlsrpt_reader;

-- Name: TABLE failure_daily; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT,UPDATE ON TABLE tlsrpt.failure_daily TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.failure_daily TO tlsrpt_operator;

-- Name: TABLE failure_detail; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT ON TABLE tlsrpt.failure_detail TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.failure_detail TO tlsrpt_operator;

-- Name: TABLE ingest_document; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT ON TABLE tlsrpt.ingest_document TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.ingest_document TO tlsrpt_operator;

-- Name: TABLE ingest_folder; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT,UPDATE ON TABLE tlsrpt.ingest_folder TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.ingest_folder TO tlsrpt_operator;

-- Name: TABLE ingest_run; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT,UPDATE ON TABLE tlsrpt.ingest_run TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.ingest_run TO tlsrpt_operator;

-- Name: TABLE ingest_health; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.ingest_health TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.ingest_health TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.ingest_health TO tlsrpt_reader;

-- Name: TABLE ingest_message; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT,UPDATE ON TABLE tlsrpt.ingest_message TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.ingest_message TO tlsrpt_operator;

-- Name: TABLE report; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT ON TABLE tlsrpt.report TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.report TO tlsrpt_operator;

-- Name: TABLE latest_report; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.latest_report TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.latest_report TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.latest_report TO tlsrpt_reader;

-- Name: TABLE organization_daily; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT,UPDATE ON TABLE tlsrpt.organization_daily TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.organization_daily TO tlsrpt_operator;

-- Name: TABLE rejected_document; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT ON TABLE tlsrpt.rejected_document TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.rejected_document TO tlsrpt_operator;

-- Name: TABLE report_body; Type: ACL; Schema: tlsrpt

GRANT SELECT,INSERT ON TABLE tlsrpt.report_body TO tlsrpt_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tlsrpt.report_body TO tlsrpt_operator;

-- Name: TABLE report_failure; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.report_failure TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.report_failure TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.report_failure TO tlsrpt_reader;

-- Name: TABLE report_policy; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.report_policy TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.report_policy TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.report_policy TO tlsrpt_reader;

-- Name: TABLE reporter_daily; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.reporter_daily TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.reporter_daily TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.reporter_daily TO tlsrpt_reader;

-- Name: TABLE result_type; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.result_type TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.result_type TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.result_type TO tlsrpt_reader;

-- Name: TABLE result_type_daily; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.result_type_daily TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.result_type_daily TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.result_type_daily TO tlsrpt_reader;

-- Name: TABLE schema_migration; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.schema_migration TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.schema_migration TO tlsrpt_operator;

-- Name: TABLE warning_code; Type: ACL; Schema: tlsrpt

GRANT SELECT ON TABLE tlsrpt.warning_code TO tlsrpt_loader;
GRANT SELECT ON TABLE tlsrpt.warning_code TO tlsrpt_operator;
GRANT SELECT ON TABLE tlsrpt.warning_code TO tlsrpt_reader;
