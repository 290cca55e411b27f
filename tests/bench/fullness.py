# SPDX-License-Identifier: Apache-2.0
"""Makes a database of some reports one of very many."""

from program import Database

REPORT_TABLES = ('report', 'policy', 'failure_detail', 'report_body', 'ingest_document')
ROLLUPS = ('policy_daily', 'failure_daily', 'organization_daily')

# A key begins with the seconds of the day.
LATER_KEY = """
CREATE FUNCTION pg_temp.later(key uuid, days integer) RETURNS uuid LANGUAGE sql AS $$
  SELECT (lpad(to_hex(('x' || left(key::text, 8))::bit(32)::bigint + days * 86400), 8, '0')
          || right(key::text, 28))::uuid
$$;
"""


def fill(database: Database, times: int) -> None:
    """Puts all reports there so many times more, each time on the days behind."""
    days = int(database.sql('SELECT max(report_day) - min(report_day) + 1 FROM tlsrpt.report'))
    first = [f'CREATE TEMP TABLE first_{table} AS SELECT * FROM tlsrpt.{table};'
             for table in REPORT_TABLES + ROLLUPS]
    more = [_copy(table, number * days) for number in range(1, times + 1) for table in REPORT_TABLES + ROLLUPS]
    database.sql('\n'.join([LATER_KEY, *first, *more, 'VACUUM ANALYZE;']))


def _copy(table: str, days: int) -> str:
    changes = [f'report_day = report_day + {days}'] if table not in ('report_body', 'ingest_document') else []
    if table in REPORT_TABLES:
        changes.append(f'report_key = pg_temp.later(report_key, {days})')
    if table == 'ingest_document':
        changes.append(f"run_id = md5(run_id || '{days}')::uuid")
    order = 'run_id, uid, document_no' if table == 'ingest_document' else '1, 2, 3'
    return f"""
BEGIN;
CREATE TEMP TABLE more ON COMMIT DROP AS SELECT * FROM first_{table};
UPDATE more SET {', '.join(changes)};
INSERT INTO tlsrpt.{table} SELECT * FROM more ORDER BY {order};
COMMIT;"""
