-- SPDX-License-Identifier: Apache-2.0
-- Moves the mark below which every mail of a folder is settled; never back under the same UIDVALIDITY.
INSERT INTO tlsrpt.ingest_folder AS f (account, folder, uidvalidity, done_through)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account, folder) DO UPDATE SET
  uidvalidity = excluded.uidvalidity,
  done_through = CASE WHEN f.uidvalidity = excluded.uidvalidity
                      THEN greatest(f.done_through, excluded.done_through)
                      ELSE excluded.done_through END,
  changed_at = now()
