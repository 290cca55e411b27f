-- SPDX-License-Identifier: Apache-2.0
-- Everything in schema tlsrpt that holds data. Keys are derived from the data, so that the same report gives the same
-- key wherever it comes from; no sequences, no triggers (runs unchanged on Citus).

CREATE SCHEMA IF NOT EXISTS tlsrpt;
COMMENT ON SCHEMA tlsrpt IS 'SMTP TLS reports (RFC 8460), read by tlsrpt. Analysts read the views.';

CREATE TABLE tlsrpt.schema_migration (
  name       text        NOT NULL,
  sha256     text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT schema_migration_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE tlsrpt.schema_migration IS 'Which SQL files of the program were applied to this database.';
COMMENT ON COLUMN tlsrpt.schema_migration.name IS 'File below sql/, e.g. migrations/0001_tables.sql.';
COMMENT ON COLUMN tlsrpt.schema_migration.sha256 IS 'SHA-256 of the file as applied, hexadecimal.';
COMMENT ON COLUMN tlsrpt.schema_migration.applied_at IS 'When the file was applied (last).';

-- Reports ------------------------------------------------------------------------------------------------------------

CREATE TABLE tlsrpt.report (
  report_key        uuid        NOT NULL,
  report_day        date        NOT NULL,
  organization_name text        NOT NULL,
  contact_info      text,
  report_id         text        NOT NULL,
  start_datetime    timestamptz NOT NULL,
  end_datetime      timestamptz NOT NULL,
  body_hash         bytea       NOT NULL,
  warning_codes     text[]      NOT NULL,
  parsed_digest     bigint      NOT NULL DEFAULT 0,
  loaded_at         timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT report_pkey PRIMARY KEY (report_key)
);
COMMENT ON TABLE tlsrpt.report IS 'One report of one reporting organization (RFC 8460, section 4). The primary key is the deduplication.';
COMMENT ON COLUMN tlsrpt.report.report_key IS 'Four bytes of Unix seconds of report_day, then twelve of SHA-256 over organization_name, report_id and date range as reported (docs/design.md).';
COMMENT ON COLUMN tlsrpt.report.report_day IS 'UTC day the report counts for: of the middle of its range up to 48 hours, else of its start.';
COMMENT ON COLUMN tlsrpt.report.organization_name IS 'organization-name, or contact-info where it was missing; cut at 255 bytes.';
COMMENT ON COLUMN tlsrpt.report.contact_info IS 'contact-info; NULL when missing.';
COMMENT ON COLUMN tlsrpt.report.report_id IS 'report-id, cut at 255 bytes; empty when missing.';
COMMENT ON COLUMN tlsrpt.report.start_datetime IS 'date-range.start-datetime.';
COMMENT ON COLUMN tlsrpt.report.end_datetime IS 'date-range.end-datetime.';
COMMENT ON COLUMN tlsrpt.report.body_hash IS 'SHA-256 of the JSON document without byte order mark and without blanks outside of strings.';
COMMENT ON COLUMN tlsrpt.report.warning_codes IS 'In what the report deviates from RFC 8460 (docs/warnings.md).';
COMMENT ON COLUMN tlsrpt.report.parsed_digest IS 'Digest of what the parser made of the body; tlsrpt reparse rewrites the report where today''s parser gives another.';
COMMENT ON COLUMN tlsrpt.report.loaded_at IS 'When the report was loaded.';

CREATE TABLE tlsrpt.policy (
  report_key                     uuid    NOT NULL,
  policy_no                      integer NOT NULL,
  report_day                     date    NOT NULL,
  organization_name              text    NOT NULL,
  report_domain                  text    NOT NULL,
  policy_domain                  text    NOT NULL,
  policy_domain_source           text    NOT NULL,
  policy_type                    text    NOT NULL,
  sts_mode                       text    NOT NULL,
  max_age                        bigint,
  policy_string                  text[]  NOT NULL,
  mx_host                        text[]  NOT NULL,
  total_successful_session_count bigint  NOT NULL,
  total_failure_session_count    bigint  NOT NULL,
  undetailed_failure_count       bigint  NOT NULL,
  counted                        boolean NOT NULL,
  CONSTRAINT policy_pkey PRIMARY KEY (report_key, policy_no),
  CONSTRAINT policy_report_key_fkey FOREIGN KEY (report_key) REFERENCES tlsrpt.report (report_key)
);
COMMENT ON TABLE tlsrpt.policy IS 'One element of a report''s policies with its summary (RFC 8460, section 4.4).';
COMMENT ON COLUMN tlsrpt.policy.report_key IS 'The report.';
COMMENT ON COLUMN tlsrpt.policy.policy_no IS 'Place in the report, from 1.';
COMMENT ON COLUMN tlsrpt.policy.report_day IS 'As in report.';
COMMENT ON COLUMN tlsrpt.policy.organization_name IS 'As in report.';
COMMENT ON COLUMN tlsrpt.policy.report_domain IS 'Mail domain the sessions went to: policy_domain, or for tlsa the domain behind the MX host; (none): not known.';
COMMENT ON COLUMN tlsrpt.policy.policy_domain IS 'policy-domain, lower-case A-label without trailing dot; empty: not known.';
COMMENT ON COLUMN tlsrpt.policy.policy_domain_source IS 'Where policy_domain was read: body, tls-report-domain, subject, file-name or none.';
COMMENT ON COLUMN tlsrpt.policy.policy_type IS 'policy-type, lower case: tlsa, sts, no-policy-found or what came; empty: missing.';
COMMENT ON COLUMN tlsrpt.policy.sts_mode IS 'mode of the MTA-STS policy: enforce, testing, none; empty: not known.';
COMMENT ON COLUMN tlsrpt.policy.max_age IS 'max_age of the MTA-STS policy in seconds.';
COMMENT ON COLUMN tlsrpt.policy.policy_string IS 'policy-string: lines of the MTA-STS policy, or TLSA records.';
COMMENT ON COLUMN tlsrpt.policy.mx_host IS 'mx-host: the MX host patterns of the MTA-STS policy.';
COMMENT ON COLUMN tlsrpt.policy.total_successful_session_count IS 'summary.total-successful-session-count as reported.';
COMMENT ON COLUMN tlsrpt.policy.total_failure_session_count IS 'summary.total-failure-session-count as reported.';
COMMENT ON COLUMN tlsrpt.policy.undetailed_failure_count IS 'Part of total_failure_session_count that no failure detail explains.';
COMMENT ON COLUMN tlsrpt.policy.counted IS 'False: another policy type of the report lists the same sessions. SUM over counted rows counts no session twice.';

CREATE INDEX policy_report_domain_report_day_idx ON tlsrpt.policy (report_domain, report_day)
  INCLUDE (organization_name, policy_type, total_successful_session_count, total_failure_session_count,
           undetailed_failure_count, counted);
COMMENT ON INDEX tlsrpt.policy_report_domain_report_day_idx IS 'Sums and reporters of a domain over time, without touching the table.';

CREATE TABLE tlsrpt.failure_detail (
  report_key             uuid    NOT NULL,
  policy_no              integer NOT NULL,
  failure_no             integer NOT NULL,
  report_day             date    NOT NULL,
  organization_name      text    NOT NULL,
  report_domain          text    NOT NULL,
  policy_domain          text    NOT NULL,
  policy_type            text    NOT NULL,
  result_type            text    NOT NULL,
  failed_session_count   bigint  NOT NULL,
  counted                boolean NOT NULL,
  sending_mta_ip         inet,
  sending_mta_ip_text    text,
  receiving_ip           inet,
  receiving_ip_text      text,
  receiving_mx_hostname  text,
  receiving_mx_helo      text,
  additional_information text,
  failure_reason_code    text,
  CONSTRAINT failure_detail_pkey PRIMARY KEY (report_key, policy_no, failure_no),
  CONSTRAINT failure_detail_policy_fkey FOREIGN KEY (report_key, policy_no) REFERENCES tlsrpt.policy (report_key, policy_no)
);
COMMENT ON TABLE tlsrpt.failure_detail IS 'One element of a policy''s failure-details (RFC 8460, section 4.4).';
COMMENT ON COLUMN tlsrpt.failure_detail.report_key IS 'The report.';
COMMENT ON COLUMN tlsrpt.failure_detail.policy_no IS 'The policy in the report.';
COMMENT ON COLUMN tlsrpt.failure_detail.failure_no IS 'Place in the policy''s failure-details, from 1.';
COMMENT ON COLUMN tlsrpt.failure_detail.report_day IS 'As in report.';
COMMENT ON COLUMN tlsrpt.failure_detail.organization_name IS 'As in report.';
COMMENT ON COLUMN tlsrpt.failure_detail.report_domain IS 'As in policy.';
COMMENT ON COLUMN tlsrpt.failure_detail.policy_domain IS 'As in policy.';
COMMENT ON COLUMN tlsrpt.failure_detail.policy_type IS 'As in policy.';
COMMENT ON COLUMN tlsrpt.failure_detail.result_type IS 'result-type, lower case (table result_type explains the known ones); empty: missing.';
COMMENT ON COLUMN tlsrpt.failure_detail.failed_session_count IS 'failed-session-count as reported. One session may stand under several result types.';
COMMENT ON COLUMN tlsrpt.failure_detail.counted IS 'False: another policy type of the report lists the same failures.';
COMMENT ON COLUMN tlsrpt.failure_detail.sending_mta_ip IS 'sending-mta-ip; NULL when it holds no address.';
COMMENT ON COLUMN tlsrpt.failure_detail.sending_mta_ip_text IS 'sending-mta-ip as it came where it holds no address.';
COMMENT ON COLUMN tlsrpt.failure_detail.receiving_ip IS 'receiving-ip; NULL when it holds no address.';
COMMENT ON COLUMN tlsrpt.failure_detail.receiving_ip_text IS 'receiving-ip as it came where it holds no address.';
COMMENT ON COLUMN tlsrpt.failure_detail.receiving_mx_hostname IS 'receiving-mx-hostname, lower case.';
COMMENT ON COLUMN tlsrpt.failure_detail.receiving_mx_helo IS 'receiving-mx-helo.';
COMMENT ON COLUMN tlsrpt.failure_detail.additional_information IS 'additional-information: a URI of the reporter. Foreign text, not to be followed unread.';
COMMENT ON COLUMN tlsrpt.failure_detail.failure_reason_code IS 'failure-reason-code: the reporter''s own words.';

CREATE INDEX failure_detail_report_domain_report_day_idx ON tlsrpt.failure_detail (report_domain, report_day)
  INCLUDE (result_type, organization_name, policy_type, failed_session_count, counted);
COMMENT ON INDEX tlsrpt.failure_detail_report_domain_report_day_idx IS 'Failures of a domain over time, without touching the table.';

CREATE TABLE tlsrpt.report_body (
  report_key           uuid        NOT NULL,
  body_hash            bytea       NOT NULL,
  body                 bytea       NOT NULL,
  file_name            text,
  from_header          text,
  subject              text,
  tls_report_domain    text,
  tls_report_submitter text,
  received_at          timestamptz,
  disposition          text        NOT NULL DEFAULT 'current',
  stored_at            timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT report_body_pkey PRIMARY KEY (report_key, body_hash),
  CONSTRAINT report_body_report_key_fkey FOREIGN KEY (report_key) REFERENCES tlsrpt.report (report_key)
);
ALTER TABLE tlsrpt.report_body ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX report_body_conflict_idx ON tlsrpt.report_body (report_key, body_hash) WHERE disposition = 'conflict';
COMMENT ON INDEX tlsrpt.report_body_conflict_idx IS 'Conflicts that nobody has decided.';
COMMENT ON TABLE tlsrpt.report_body IS 'The original JSON documents, and what else a later parser needs to read them again.';
COMMENT ON COLUMN tlsrpt.report_body.report_key IS 'The report.';
COMMENT ON COLUMN tlsrpt.report_body.body_hash IS 'As in report; another hash under the same key is a conflict that was not counted.';
COMMENT ON COLUMN tlsrpt.report_body.body IS 'The document in gzip, as it came where it came so.';
COMMENT ON COLUMN tlsrpt.report_body.file_name IS 'Name of the attachment or of the file in an archive.';
COMMENT ON COLUMN tlsrpt.report_body.from_header IS 'From of the mail.';
COMMENT ON COLUMN tlsrpt.report_body.subject IS 'Subject of the mail.';
COMMENT ON COLUMN tlsrpt.report_body.tls_report_domain IS 'TLS-Report-Domain of the mail.';
COMMENT ON COLUMN tlsrpt.report_body.tls_report_submitter IS 'TLS-Report-Submitter of the mail.';
COMMENT ON COLUMN tlsrpt.report_body.received_at IS 'INTERNALDATE of the mail, or time of the file.';
COMMENT ON COLUMN tlsrpt.report_body.disposition IS 'current: what the report''s rows were read from; conflict: waits for tlsrpt conflicts; replaced, added: decided there.';
COMMENT ON COLUMN tlsrpt.report_body.stored_at IS 'When the document was loaded.';

-- Rollups: upserted in the transaction that loads the base rows; rollup = sum of the base rows, always. --------------

CREATE TABLE tlsrpt.policy_daily (
  report_day                       date   NOT NULL,
  report_domain                    text   NOT NULL,
  policy_type                      text   NOT NULL,
  sts_mode                         text   NOT NULL,
  policy_count                     bigint NOT NULL,
  total_successful_session_count   bigint NOT NULL,
  total_failure_session_count      bigint NOT NULL,
  counted_successful_session_count bigint NOT NULL,
  counted_failure_session_count    bigint NOT NULL,
  CONSTRAINT policy_daily_pkey PRIMARY KEY (report_day, report_domain, policy_type, sts_mode)
) WITH (fillfactor = 80);
COMMENT ON TABLE tlsrpt.policy_daily IS 'Sessions a day, domain, policy type and MTA-STS mode: sums of policy.';
COMMENT ON COLUMN tlsrpt.policy_daily.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.policy_daily.report_domain IS 'Mail domain.';
COMMENT ON COLUMN tlsrpt.policy_daily.policy_type IS 'As in policy.';
COMMENT ON COLUMN tlsrpt.policy_daily.sts_mode IS 'As in policy.';
COMMENT ON COLUMN tlsrpt.policy_daily.policy_count IS 'Rows of policy.';
COMMENT ON COLUMN tlsrpt.policy_daily.total_successful_session_count IS 'Sum as reported.';
COMMENT ON COLUMN tlsrpt.policy_daily.total_failure_session_count IS 'Sum as reported.';
COMMENT ON COLUMN tlsrpt.policy_daily.counted_successful_session_count IS 'Sum over counted rows.';
COMMENT ON COLUMN tlsrpt.policy_daily.counted_failure_session_count IS 'Sum over counted rows.';

CREATE TABLE tlsrpt.failure_daily (
  report_day                   date   NOT NULL,
  report_domain                text   NOT NULL,
  result_type                  text   NOT NULL,
  detail_count                 bigint NOT NULL,
  failed_session_count         bigint NOT NULL,
  counted_failed_session_count bigint NOT NULL,
  CONSTRAINT failure_daily_pkey PRIMARY KEY (report_day, report_domain, result_type)
) WITH (fillfactor = 80);
COMMENT ON TABLE tlsrpt.failure_daily IS 'Failed sessions a day, domain and result type: sums of failure_detail, and of policy.undetailed_failure_count as (not detailed).';
COMMENT ON COLUMN tlsrpt.failure_daily.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.failure_daily.report_domain IS 'Mail domain.';
COMMENT ON COLUMN tlsrpt.failure_daily.result_type IS 'As in failure_detail, or (not detailed).';
COMMENT ON COLUMN tlsrpt.failure_daily.detail_count IS 'Rows of failure_detail, or for (not detailed) of policy.';
COMMENT ON COLUMN tlsrpt.failure_daily.failed_session_count IS 'Sum as reported.';
COMMENT ON COLUMN tlsrpt.failure_daily.counted_failed_session_count IS 'Sum over counted rows.';

CREATE TABLE tlsrpt.organization_daily (
  report_day                       date   NOT NULL,
  organization_name                text   NOT NULL,
  policy_type                      text   NOT NULL,
  report_count                     bigint NOT NULL,
  policy_count                     bigint NOT NULL,
  total_successful_session_count   bigint NOT NULL,
  total_failure_session_count      bigint NOT NULL,
  counted_successful_session_count bigint NOT NULL,
  counted_failure_session_count    bigint NOT NULL,
  CONSTRAINT organization_daily_pkey PRIMARY KEY (report_day, organization_name, policy_type)
) WITH (fillfactor = 80);
COMMENT ON TABLE tlsrpt.organization_daily IS 'Reports and sessions a day, reporting organization and policy type: sums of report and policy.';
COMMENT ON COLUMN tlsrpt.organization_daily.report_day IS 'UTC day.';
COMMENT ON COLUMN tlsrpt.organization_daily.organization_name IS 'As in report.';
COMMENT ON COLUMN tlsrpt.organization_daily.policy_type IS 'As in policy; empty also for a report without policies.';
COMMENT ON COLUMN tlsrpt.organization_daily.report_count IS 'Reports whose first policy has this type: each report counts once.';
COMMENT ON COLUMN tlsrpt.organization_daily.policy_count IS 'Rows of policy.';
COMMENT ON COLUMN tlsrpt.organization_daily.total_successful_session_count IS 'Sum as reported.';
COMMENT ON COLUMN tlsrpt.organization_daily.total_failure_session_count IS 'Sum as reported.';
COMMENT ON COLUMN tlsrpt.organization_daily.counted_successful_session_count IS 'Sum over counted rows.';
COMMENT ON COLUMN tlsrpt.organization_daily.counted_failure_session_count IS 'Sum over counted rows.';

-- The ledger ---------------------------------------------------------------------------------------------------------

CREATE TABLE tlsrpt.ingest_run (
  run_id          uuid        NOT NULL,
  command         text        NOT NULL,
  account         text        NOT NULL,
  folder          text        NOT NULL,
  program_version text        NOT NULL,
  started_at      timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  error           text,
  message_count   bigint      NOT NULL DEFAULT 0,
  stored_count    bigint      NOT NULL DEFAULT 0,
  duplicate_count bigint      NOT NULL DEFAULT 0,
  conflict_count  bigint      NOT NULL DEFAULT 0,
  no_report_count bigint      NOT NULL DEFAULT 0,
  rejected_count  bigint      NOT NULL DEFAULT 0,
  CONSTRAINT ingest_run_pkey PRIMARY KEY (run_id)
);
COMMENT ON TABLE tlsrpt.ingest_run IS 'One run of tlsrpt fetch over a folder, or of tlsrpt load.';
COMMENT ON COLUMN tlsrpt.ingest_run.run_id IS 'Random.';
COMMENT ON COLUMN tlsrpt.ingest_run.command IS 'fetch or load.';
COMMENT ON COLUMN tlsrpt.ingest_run.account IS 'user@host of the mailbox; empty for load.';
COMMENT ON COLUMN tlsrpt.ingest_run.folder IS 'Folder of the mailbox; for load the path.';
COMMENT ON COLUMN tlsrpt.ingest_run.program_version IS 'Version of tlsrpt.';
COMMENT ON COLUMN tlsrpt.ingest_run.started_at IS 'When the run began.';
COMMENT ON COLUMN tlsrpt.ingest_run.ended_at IS 'When the run ended by itself; NULL: still running, or killed.';
COMMENT ON COLUMN tlsrpt.ingest_run.error IS 'Why the run ended early; NULL: it did not.';
COMMENT ON COLUMN tlsrpt.ingest_run.message_count IS 'Mails (for load: mails and bare documents) that were read and committed.';
COMMENT ON COLUMN tlsrpt.ingest_run.stored_count IS 'Of them with outcome stored.';
COMMENT ON COLUMN tlsrpt.ingest_run.duplicate_count IS 'Of them with outcome duplicate.';
COMMENT ON COLUMN tlsrpt.ingest_run.conflict_count IS 'Of them with outcome conflict.';
COMMENT ON COLUMN tlsrpt.ingest_run.no_report_count IS 'Of them with outcome no_report.';
COMMENT ON COLUMN tlsrpt.ingest_run.rejected_count IS 'Of them with outcome rejected.';

CREATE INDEX ingest_run_account_folder_started_at_idx ON tlsrpt.ingest_run (account, folder, started_at);
COMMENT ON INDEX tlsrpt.ingest_run_account_folder_started_at_idx IS 'The last runs of a folder (ingest_health).';

CREATE TABLE tlsrpt.ingest_folder (
  account      text        NOT NULL,
  folder       text        NOT NULL,
  uidvalidity  bigint      NOT NULL,
  done_through bigint      NOT NULL,
  changed_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ingest_folder_pkey PRIMARY KEY (account, folder)
);
COMMENT ON TABLE tlsrpt.ingest_folder IS 'How far each folder has been read.';
COMMENT ON COLUMN tlsrpt.ingest_folder.account IS 'user@host of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_folder.folder IS 'Folder of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_folder.uidvalidity IS 'UIDVALIDITY that done_through belongs to.';
COMMENT ON COLUMN tlsrpt.ingest_folder.done_through IS 'Every mail up to this UID is in the ledger or gone from the folder.';
COMMENT ON COLUMN tlsrpt.ingest_folder.changed_at IS 'When done_through moved last.';

CREATE TABLE tlsrpt.ingest_message (
  account        text        NOT NULL,
  folder         text        NOT NULL,
  uidvalidity    bigint      NOT NULL,
  uid            bigint      NOT NULL,
  message_id     text,
  message_size   bigint      NOT NULL,
  internal_date  timestamptz,
  outcome        text        NOT NULL,
  reason         text,
  action         text        NOT NULL,
  action_done_at timestamptz,
  run_id         uuid        NOT NULL,
  CONSTRAINT ingest_message_pkey PRIMARY KEY (account, folder, uidvalidity, uid)
) WITH (fillfactor = 80);
COMMENT ON TABLE tlsrpt.ingest_message IS 'The ledger: every mail of a mailbox that was read, what became of it, and what the mailbox is still owed.';
COMMENT ON COLUMN tlsrpt.ingest_message.account IS 'user@host of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_message.folder IS 'Folder of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_message.uidvalidity IS 'UIDVALIDITY of the folder; uid means something only together with it.';
COMMENT ON COLUMN tlsrpt.ingest_message.uid IS 'UID of the mail.';
COMMENT ON COLUMN tlsrpt.ingest_message.message_id IS 'Message-ID without angle brackets.';
COMMENT ON COLUMN tlsrpt.ingest_message.message_size IS 'RFC822.SIZE in bytes.';
COMMENT ON COLUMN tlsrpt.ingest_message.internal_date IS 'When the mail was delivered.';
COMMENT ON COLUMN tlsrpt.ingest_message.outcome IS 'stored, duplicate, conflict, no_report or rejected: the worst of its documents.';
COMMENT ON COLUMN tlsrpt.ingest_message.reason IS 'Code of why the mail as a whole was rejected.';
COMMENT ON COLUMN tlsrpt.ingest_message.action IS 'What the mailbox is owed after the commit: none, seen, move or delete.';
COMMENT ON COLUMN tlsrpt.ingest_message.action_done_at IS 'When the action was done; NULL: owed (unless none).';
COMMENT ON COLUMN tlsrpt.ingest_message.run_id IS 'The run that read the mail.';

CREATE INDEX ingest_message_owed_idx ON tlsrpt.ingest_message (account, folder, uidvalidity, uid)
  WHERE action <> 'none' AND action_done_at IS NULL;
COMMENT ON INDEX tlsrpt.ingest_message_owed_idx IS 'Actions still owed to the mailbox.';

CREATE TABLE tlsrpt.ingest_document (
  run_id       uuid    NOT NULL,
  account      text    NOT NULL,
  folder       text    NOT NULL,
  uidvalidity  bigint  NOT NULL,
  uid          bigint  NOT NULL,
  document_no  integer NOT NULL,
  file_name    text,
  outcome      text    NOT NULL,
  reason       text,
  detail       text,
  json_path    text,
  report_key   uuid,
  rejected_key uuid,
  CONSTRAINT ingest_document_pkey PRIMARY KEY (run_id, folder, uid, document_no, account, uidvalidity)
);
COMMENT ON TABLE tlsrpt.ingest_document IS 'The documents found in the mails and files of a run, and what became of each.';
COMMENT ON COLUMN tlsrpt.ingest_document.run_id IS 'The run.';
COMMENT ON COLUMN tlsrpt.ingest_document.account IS 'As in ingest_message; empty for load.';
COMMENT ON COLUMN tlsrpt.ingest_document.folder IS 'As in ingest_message; for load the path of the file.';
COMMENT ON COLUMN tlsrpt.ingest_document.uidvalidity IS 'As in ingest_message; 0 for load.';
COMMENT ON COLUMN tlsrpt.ingest_document.uid IS 'As in ingest_message; for load the place in the file, from 1.';
COMMENT ON COLUMN tlsrpt.ingest_document.document_no IS 'Place in the mail, from 1.';
COMMENT ON COLUMN tlsrpt.ingest_document.file_name IS 'Name of the attachment or of the file in an archive.';
COMMENT ON COLUMN tlsrpt.ingest_document.outcome IS 'stored, duplicate, conflict or rejected.';
COMMENT ON COLUMN tlsrpt.ingest_document.reason IS 'Code of why the document was rejected.';
COMMENT ON COLUMN tlsrpt.ingest_document.detail IS 'The reason in words.';
COMMENT ON COLUMN tlsrpt.ingest_document.json_path IS 'Where in the JSON document.';
COMMENT ON COLUMN tlsrpt.ingest_document.report_key IS 'The report; NULL when rejected.';
COMMENT ON COLUMN tlsrpt.ingest_document.rejected_key IS 'The row of rejected_document; NULL unless rejected.';

CREATE TABLE tlsrpt.rejected_document (
  rejected_key         uuid        NOT NULL,
  content_kind         text        NOT NULL,
  content              bytea,
  content_size         bigint      NOT NULL,
  reason               text        NOT NULL,
  detail               text        NOT NULL,
  json_path            text,
  account              text        NOT NULL,
  folder               text        NOT NULL,
  uidvalidity          bigint      NOT NULL,
  uid                  bigint      NOT NULL,
  message_id           text,
  file_name            text,
  from_header          text,
  subject              text,
  tls_report_domain    text,
  tls_report_submitter text,
  received_at          timestamptz,
  run_id               uuid        NOT NULL,
  rejected_at          timestamptz NOT NULL DEFAULT now(),
  resolved_at          timestamptz,
  CONSTRAINT rejected_document_pkey PRIMARY KEY (rejected_key)
);
ALTER TABLE tlsrpt.rejected_document ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE tlsrpt.rejected_document IS 'What was refused, with its bytes, for the operator. The same bytes are kept once.';
COMMENT ON COLUMN tlsrpt.rejected_document.rejected_key IS 'First 16 bytes of SHA-256 over the content, or over its place where the content was not kept.';
COMMENT ON COLUMN tlsrpt.rejected_document.content_kind IS 'mail: a whole mail; document: an attachment or file.';
COMMENT ON COLUMN tlsrpt.rejected_document.content IS 'The bytes as they came; NULL: over the limit, not kept.';
COMMENT ON COLUMN tlsrpt.rejected_document.content_size IS 'Bytes of the content, kept or not.';
COMMENT ON COLUMN tlsrpt.rejected_document.reason IS 'Code of why, e.g. malformed-json.';
COMMENT ON COLUMN tlsrpt.rejected_document.detail IS 'The reason in words.';
COMMENT ON COLUMN tlsrpt.rejected_document.json_path IS 'Where in the JSON document.';
COMMENT ON COLUMN tlsrpt.rejected_document.account IS 'As in ingest_document: where it was seen first.';
COMMENT ON COLUMN tlsrpt.rejected_document.folder IS 'As in ingest_document.';
COMMENT ON COLUMN tlsrpt.rejected_document.uidvalidity IS 'As in ingest_document.';
COMMENT ON COLUMN tlsrpt.rejected_document.uid IS 'As in ingest_document.';
COMMENT ON COLUMN tlsrpt.rejected_document.message_id IS 'Message-ID without angle brackets.';
COMMENT ON COLUMN tlsrpt.rejected_document.file_name IS 'Name of the attachment or of the file in an archive.';
COMMENT ON COLUMN tlsrpt.rejected_document.from_header IS 'From of the mail.';
COMMENT ON COLUMN tlsrpt.rejected_document.subject IS 'Subject of the mail.';
COMMENT ON COLUMN tlsrpt.rejected_document.tls_report_domain IS 'TLS-Report-Domain of the mail.';
COMMENT ON COLUMN tlsrpt.rejected_document.tls_report_submitter IS 'TLS-Report-Submitter of the mail.';
COMMENT ON COLUMN tlsrpt.rejected_document.received_at IS 'INTERNALDATE of the mail, or time of the file.';
COMMENT ON COLUMN tlsrpt.rejected_document.run_id IS 'The run that saw it first.';
COMMENT ON COLUMN tlsrpt.rejected_document.rejected_at IS 'When it was refused first.';
COMMENT ON COLUMN tlsrpt.rejected_document.resolved_at IS 'When tlsrpt rejected retry could read it; NULL: not yet.';

-- Look-up ------------------------------------------------------------------------------------------------------------

CREATE TABLE tlsrpt.result_type (
  result_type text NOT NULL,
  family      text NOT NULL,
  meaning     text NOT NULL,
  remedy      text NOT NULL,
  CONSTRAINT result_type_pkey PRIMARY KEY (result_type)
);
COMMENT ON TABLE tlsrpt.result_type IS 'IANA registry "STARTTLS Validation Result Types", explained. The registry is open: other types may stand in reports.';
COMMENT ON COLUMN tlsrpt.result_type.result_type IS 'result-type of RFC 8460, section 4.3.';
COMMENT ON COLUMN tlsrpt.result_type.family IS 'negotiation, dane or mta-sts.';
COMMENT ON COLUMN tlsrpt.result_type.meaning IS 'What the reporter saw.';
COMMENT ON COLUMN tlsrpt.result_type.remedy IS 'What the domain owner does.';
