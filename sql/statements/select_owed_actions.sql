-- SPDX-License-Identifier: Apache-2.0
-- Actions that the mailbox is owed, each with the number of mails that look the same and were moved before it:
-- so many copies in the target folder are not of this one.
WITH owed AS (
  SELECT uid, outcome, message_size, message_id
  FROM tlsrpt.ingest_message
  WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND action <> 'none' AND action_done_at IS NULL
), moved AS (
  SELECT message_id, message_size, count(*) AS message_count
  FROM tlsrpt.ingest_message
  WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND action = 'move' AND action_done_at IS NOT NULL
    AND message_id IN (SELECT message_id FROM owed)
  GROUP BY message_id, message_size
)
SELECT owed.uid, owed.outcome, owed.message_size, coalesce(owed.message_id, ''),
       coalesce(moved.message_count, 0)
         + row_number() OVER (PARTITION BY owed.message_id, owed.message_size ORDER BY owed.uid) - 1
FROM owed
LEFT JOIN moved USING (message_id, message_size)
ORDER BY owed.uid
