-- SPDX-License-Identifier: Apache-2.0
-- Is every mailbox read, and does anything wait for a person?

CREATE OR REPLACE VIEW tlsrpt.ingest_health AS
SELECT account,
       folder,
       max(started_at) AS last_started_at,
       max(ended_at) FILTER (WHERE error IS NULL) AS last_success_at,
       (array_agg(error ORDER BY started_at DESC))[1] AS last_error,
       count(*) AS run_count,
       sum(message_count)::bigint AS message_count,
       sum(stored_count)::bigint AS stored_count,
       sum(duplicate_count)::bigint AS duplicate_count,
       sum(conflict_count)::bigint AS conflict_count,
       sum(no_report_count)::bigint AS no_report_count,
       sum(rejected_count)::bigint AS rejected_count
FROM tlsrpt.ingest_run
WHERE command = 'fetch' AND started_at > now() - interval '30 days'
GROUP BY account, folder;

COMMENT ON VIEW tlsrpt.ingest_health IS 'The runs of tlsrpt fetch of the last 30 days, a row a mailbox folder.';
COMMENT ON COLUMN tlsrpt.ingest_health.account IS 'user@host of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_health.folder IS 'Folder of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_health.last_started_at IS 'When the last run began.';
COMMENT ON COLUMN tlsrpt.ingest_health.last_success_at IS 'When a run last ended without error.';
COMMENT ON COLUMN tlsrpt.ingest_health.last_error IS 'Error of the last run; NULL: none.';
COMMENT ON COLUMN tlsrpt.ingest_health.run_count IS 'Runs.';
COMMENT ON COLUMN tlsrpt.ingest_health.message_count IS 'Mails read.';
COMMENT ON COLUMN tlsrpt.ingest_health.stored_count IS 'Of them with outcome stored.';
COMMENT ON COLUMN tlsrpt.ingest_health.duplicate_count IS 'Of them with outcome duplicate.';
COMMENT ON COLUMN tlsrpt.ingest_health.conflict_count IS 'Of them with outcome conflict.';
COMMENT ON COLUMN tlsrpt.ingest_health.no_report_count IS 'Of them with outcome no_report.';
COMMENT ON COLUMN tlsrpt.ingest_health.rejected_count IS 'Of them with outcome rejected.';
