-- SPDX-License-Identifier: Apache-2.0
-- Notes that the actions of the mails $6 of a folder were done, all of them from UID $4 to $5: with the list alone
-- PostgreSQL reads the whole folder's ledger.
UPDATE tlsrpt.ingest_message SET action_done_at = now()
WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid BETWEEN $4 AND $5 AND uid = ANY ($6::bigint[])
