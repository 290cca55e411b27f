-- SPDX-License-Identifier: Apache-2.0
-- Adds the outcomes of a batch to its run.
UPDATE tlsrpt.ingest_run SET
  message_count = message_count + $2,
  stored_count = stored_count + $3,
  duplicate_count = duplicate_count + $4,
  conflict_count = conflict_count + $5,
  no_report_count = no_report_count + $6,
  rejected_count = rejected_count + $7
WHERE run_id = $1
