# SPDX-License-Identifier: Apache-2.0
"""The program under test, mails for it, and what it left in the database."""

import email
import email.policy
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from postgres import Postgres

PEAK_MEMORY = Path(__file__).resolve().parent / 'peak_memory.py'
OK, USAGE, REFUSED, TRY_AGAIN, SETUP = 0, 64, 65, 75, 78
Done = subprocess.CompletedProcess

TOTALS = """
SELECT json_build_object(
  'outcomes', (SELECT json_build_object('stored', sum(stored_count), 'duplicate', sum(duplicate_count),
                                        'conflict', sum(conflict_count), 'no_report', sum(no_report_count),
                                        'rejected', sum(rejected_count)) FROM tlsrpt.ingest_run),
  'reports', (SELECT count(*) FROM tlsrpt.report),
  'policies', (SELECT count(*) FROM tlsrpt.policy),
  'total_successful_session_count', (SELECT coalesce(sum(total_successful_session_count), 0) FROM tlsrpt.policy),
  'total_failure_session_count', (SELECT coalesce(sum(total_failure_session_count), 0) FROM tlsrpt.policy),
  'failure_details', (SELECT count(*) FROM tlsrpt.failure_detail),
  'failed_session_count', (SELECT coalesce(sum(failed_session_count), 0) FROM tlsrpt.failure_detail),
  'counted', json_build_object(
    'successful', (SELECT coalesce(sum(total_successful_session_count), 0) FROM tlsrpt.policy WHERE counted),
    'failure', (SELECT coalesce(sum(total_failure_session_count), 0) FROM tlsrpt.policy WHERE counted),
    'failed_session_count', (SELECT coalesce(sum(failed_session_count), 0) FROM tlsrpt.failure_detail
                             WHERE counted)))
"""


def environment(**variables: str) -> dict[str, str]:
    """Without what would lead libpq elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith('PG')} | variables


def tlsrpt(command: str, *options: str | Path | int, config: Path = Path('/dev/null'),
           stdin: bytes | None = None, **variables: str) -> Done:
    """Runs a command as cron does, without a terminal, to its end."""
    return run_program(command, '--config', config, *options, stdin=stdin, **variables)


def run_program(*arguments: str | Path | int, stdin: bytes | None = None, **variables: str) -> Done:
    done = subprocess.run([os.environ['TLSRPT'], *map(str, arguments)], input=stdin or b'', capture_output=True,
                          check=False, timeout=300, env=environment(**variables))
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def generate(folder: Path, count: int, *options: str | int) -> dict:
    """Fills the folder with report mails and returns the manifest."""
    manifest = folder.with_suffix('.manifest')
    subprocess.run([os.environ['TLSRPT_GENERATE'], '--out', folder, '--manifest', manifest, '--count', str(count),
                    *map(str, options)], check=True)
    return json.loads(manifest.read_text())


def report_in(mail: Path) -> tuple[str, bytes]:
    """Name and bytes of the report in a mail."""
    message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == 'application/tlsrpt+gzip':
            return part.get_filename(), gzip.decompress(part.get_payload(decode=True))
    raise ValueError(f'{mail}: no report')


def write_config(path: Path, **settings: object) -> Path:
    """A line a setting, several for a list; move_to becomes move-to."""
    lines = [f'{name.replace("_", "-")} = {value}\n' for name, values in settings.items()
             for value in (values if isinstance(values, list) else [values])]
    path.write_text(''.join(lines))
    return path


def peak_of(*command: str | Path, stdout: int | io.TextIOBase = subprocess.DEVNULL) -> tuple[int, int]:
    """Exit status of the program, and the peak of its resident memory in bytes."""
    done = subprocess.run([sys.executable, PEAK_MEMORY, os.environ['TLSRPT'], *command], stdout=stdout,
                          stderr=subprocess.PIPE, check=True, env=environment())
    status, peak = map(int, done.stderr.split()[-2:])
    return status, peak


class Database:
    """A database of one test. The program connects as `user`."""

    def __init__(self, postgres: Postgres, name: str, user: str = 'postgres') -> None:
        self.postgres = postgres
        self.name = name
        self.url = postgres.url(name, user)

    def sql(self, statement: str) -> str:
        return self.postgres.psql(statement, self.name)

    def json(self, query: str) -> object:
        return json.loads(self.sql(query))

    def groups(self, query: str) -> dict:
        """Rows as a dictionary: the first column leads to the others, by name."""
        rows = self.json(f"SELECT coalesce(json_agg(q), '[]') FROM ({query}) AS q")
        return {row.pop(next(iter(row))): row for row in rows}

    def totals(self) -> dict:
        """As the generator's manifest has them at its top."""
        return self.json(TOTALS)

    def contents(self, *, without: tuple[str, ...] = ()) -> dict[str, str]:
        """Every table of the schema with its number of rows and a digest of them all."""
        tables = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'tlsrpt' ORDER BY 1").split()
        return {table: self.sql('SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) '
                                f'FROM tlsrpt.{table} AS t') for table in tables if table not in without}


class Databases:
    """Hands out migrated databases, and logins that belong to the group roles: loader and reader."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres
        self.count = 0
        done = tlsrpt('migrate', '--database', postgres.create_database('model'))
        if done.returncode != OK:
            raise RuntimeError(done.stderr)
        postgres.psql('CREATE ROLE loader LOGIN IN ROLE tlsrpt_loader;'
                      'CREATE ROLE reader LOGIN IN ROLE tlsrpt_reader', 'postgres')

    def new(self, user: str = 'loader') -> Database:
        self.count += 1
        name = f'test{self.count}'
        self.postgres.psql(f'CREATE DATABASE {name} TEMPLATE model', 'postgres')
        return Database(self.postgres, name, user)


def expected_totals(manifest: dict) -> dict:
    """The part of the manifest that Database.totals() answers."""
    return {name: value for name, value in manifest.items()
            if name in ('outcomes', 'counted') or not name.startswith('mail') and isinstance(value, int)}
