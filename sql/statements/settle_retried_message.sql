-- SPDX-License-Identifier: Apache-2.0
-- A refused mail of a mailbox whose documents are all read by now has earned the action of a good one: the next
-- fetch does what is configured for it. One that was moved away as refused stays where it is.
UPDATE tlsrpt.ingest_message AS m
SET outcome = 'stored', reason = NULL, action = 'move'
FROM tlsrpt.rejected_document AS r
WHERE r.rejected_key = $1
  AND m.account = r.account AND m.folder = r.folder AND m.uidvalidity = r.uidvalidity AND m.uid = r.uid
  AND m.outcome = 'rejected' AND m.action = 'none'
  AND NOT EXISTS (
    SELECT FROM tlsrpt.rejected_document AS o
    WHERE o.account = r.account AND o.folder = r.folder AND o.uidvalidity = r.uidvalidity AND o.uid = r.uid
      AND o.resolved_at IS NULL)
