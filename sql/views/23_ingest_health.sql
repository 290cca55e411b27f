-- SPDX-License-Identifier: Apache-2.0
-- Is every mailbox read, and does anything wait for a person?

CREATE OR REPLACE VIEW tlsrpt.ingest_health AS
SELECT account,
       folder,
       max(started_at) AS last_started_at,
       max(ended_at) FILTER (WHERE error IS NULL) AS last_success_at,
       (array_agg(error ORDER BY started_at DESC) FILTER (WHERE ended_at IS NOT NULL))[1] AS last_error,
       count(*) FILTER (WHERE started_at > now() - interval '30 days') AS run_count,
       coalesce(sum(message_count) FILTER (WHERE started_at > now() - interval '30 days'), 0)::bigint AS message_count,
       coalesce(sum(stored_count) FILTER (WHERE started_at > now() - interval '30 days'), 0)::bigint AS stored_count,
       coalesce(sum(duplicate_count) FILTER (WHERE started_at > now() - interval '30 days'), 0)::bigint AS duplicate_count,
       coalesce(sum(conflict_count) FILTER (WHERE started_at > now() - interval '30 days'), 0)::bigint AS conflict_count,
       coalesce(sum(no_report_count) FILTER (WHERE started_at > now() - interval '30 days'), 0)::bigint AS no_report_count,
       coalesce(sum(rejected_count) FILTER (WHERE started_at > now() - interval '30 days'), 0)::bigint AS rejected_count
FROM tlsrpt.ingest_run
WHERE command = 'fetch'
GROUP BY account, folder;

COMMENT ON VIEW tlsrpt.ingest_health IS 'Is every mailbox read? A row a mailbox folder; runs and mails of the last 30 days.';
COMMENT ON COLUMN tlsrpt.ingest_health.account IS 'user@host of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_health.folder IS 'Folder of the mailbox.';
COMMENT ON COLUMN tlsrpt.ingest_health.last_started_at IS 'When the last run began.';
COMMENT ON COLUMN tlsrpt.ingest_health.last_success_at IS 'When a run last ended without error.';
COMMENT ON COLUMN tlsrpt.ingest_health.last_error IS 'Error of the last run that has ended; NULL: none.';
COMMENT ON COLUMN tlsrpt.ingest_health.run_count IS 'Runs of the last 30 days.';
COMMENT ON COLUMN tlsrpt.ingest_health.message_count IS 'Mails read in the last 30 days.';
COMMENT ON COLUMN tlsrpt.ingest_health.stored_count IS 'Of them with outcome stored.';
COMMENT ON COLUMN tlsrpt.ingest_health.duplicate_count IS 'Of them with outcome duplicate.';
COMMENT ON COLUMN tlsrpt.ingest_health.conflict_count IS 'Of them with outcome conflict.';
COMMENT ON COLUMN tlsrpt.ingest_health.no_report_count IS 'Of them with outcome no_report.';
COMMENT ON COLUMN tlsrpt.ingest_health.rejected_count IS 'Of them with outcome rejected.';
