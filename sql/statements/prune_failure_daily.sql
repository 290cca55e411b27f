-- SPDX-License-Identifier: Apache-2.0
-- Rows that came to nothing.
DELETE FROM tlsrpt.failure_daily WHERE detail_count = 0 AND report_day = ANY($1::date[])
