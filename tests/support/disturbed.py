# SPDX-License-Identifier: Apache-2.0
"""Runs of tlsrpt fetch through wires that disturb it, and what must be the same after any disturbance."""

import contextlib
import os
import resource
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from account import Account
from dovecot import Dovecot
from postgres import Postgres
from program import Databases, Done, environment, write_config
from wire import Hook, Piece, Wire

# When, by which run and into which account: what may differ between two ways to the same end.
INCIDENTAL = ('run_id', 'loaded_at', 'stored_at', 'changed_at', 'rejected_at', 'action_done_at', 'account',
              'uidvalidity')
FOLDERS = ('INBOX', 'Done', 'Broken')
# The files' time is INTERNALDATE.
DELIVERED_AT = 1_790_000_000

MailCounts = dict[str, Counter]


class Wires:
    """A wire in front of each server. A hook sees the pieces of both."""

    def __init__(self, folder: Path, postgres: Postgres, dovecot: Dovecot) -> None:
        folder.mkdir()
        self.folder = folder
        self.imap = Wire(('127.0.0.1', dovecot.port), 'imap')
        self.database = Wire(postgres.folder / '.s.PGSQL.5432', 'postgres', folder / '.s.PGSQL.5432')

    def __enter__(self) -> 'Wires':
        return self

    def __exit__(self, *_) -> None:
        for wire in (self.imap, self.database):
            wire.__exit__()
        shutil.rmtree(self.folder)

    @contextlib.contextmanager
    def hooked(self, hook: Hook | None) -> Iterator[None]:
        self.imap.hook = self.database.hook = hook
        try:
            yield
        finally:
            self.imap.hook = self.database.hook = None
            self.imap.cut()
            self.database.cut()


class Run:
    """One run of tlsrpt fetch, which a hook may kill, and the kernel when it computes for too long."""

    def __init__(self, cpu_seconds: int = resource.RLIM_INFINITY) -> None:
        self.cpu_seconds = cpu_seconds
        self._started = threading.Event()

    def to_its_end(self, config: Path, *options: str | int) -> Done:
        self.process = subprocess.Popen([os.environ['TLSRPT'], 'fetch', '--config', config, *map(str, options)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env=environment())
        resource.prlimit(self.process.pid, resource.RLIMIT_CPU, (self.cpu_seconds, self.cpu_seconds))
        self._started.set()
        out, err = self.process.communicate(timeout=300)
        return Done(self.process.args, self.process.returncode, out, err)

    def kill(self, piece: Piece) -> bytes:
        """A fault: SIGKILL; what the program said last is lost."""
        self._started.wait()
        self.process.kill()
        self.process.wait()
        piece.link.cut()
        return b''


class DisturbedAccount(Account):
    """Reached through the wires; every kind of mail has an action of its own."""

    def __init__(self, place: Path, databases: Databases, server: Dovecot, wires: Wires, **settings: object) -> None:
        self.wires = wires
        super().__init__(place, databases, server, **settings)

    def configure(self, **settings: object) -> None:
        write_config(self.config, host=self.server.host, port=self.wires.imap.port, tls='none', user=self.user,
                     password_file=self.server.password_file,
                     database=f'postgresql://loader@/{self.database.name}?host={self.wires.folder}',
                     **{'action': 'move', 'move_to': 'Done', 'action_rejected': 'move', 'rejected_to': 'Broken',
                        'action_no_report': 'seen', 'batch_messages': 10} | settings)

    def deliver(self, delivered: list[bytes | Path], inbox: str = 'INBOX', flags: str = '') -> None:
        super().deliver(delivered, inbox, flags)
        for mail in (self.server.maildir(self.user, inbox) / 'new').iterdir():
            os.utime(mail, (DELIVERED_AT, DELIVERED_AT))

    def run(self, hook: Hook | None = None, run: Run | None = None) -> Done:
        """One run under a hook. At its end nothing of it is at work any more, as a moment later in real life."""
        with self.wires.hooked(hook):
            done = (run or Run()).to_its_end(self.config, '--verbose')
        self.await_end_of_sessions()
        return done

    def await_end_of_sessions(self) -> None:
        deadline = time.monotonic() + 60
        query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{self.database.name}' AND usename = 'loader'"
        while self.database.postgres.psql(query, 'postgres') != '0':
            if time.monotonic() > deadline:
                raise AssertionError('PostgreSQL does not notice that the client is gone')
            time.sleep(0.01)

    def run_undisturbed(self) -> None:
        done = self.run()
        if done.returncode != 0:
            raise AssertionError(f'exit {done.returncode} of an undisturbed run: {done.stderr}')

    def contents(self) -> dict[str, str]:
        """Rows and digest of every table, and the sums of the runs, whose number differs."""
        tables = self.database.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'tlsrpt'"
                                   " AND tablename NOT IN ('ingest_run', 'schema_migration') ORDER BY 1").split()
        digests = ' UNION ALL '.join(
            f"SELECT '{table}', count(*), md5(string_agg(line, chr(10) ORDER BY line)) FROM (SELECT ("
            f"to_jsonb(t) - '{{{','.join(INCIDENTAL)}}}'::text[] || "
            "jsonb_build_object('is_acted_on', to_jsonb(t)->>'action_done_at' IS NOT NULL))::text"
            f' FROM tlsrpt.{table} AS t) AS q (line)' for table in tables)
        rows = dict(line.split('|', 1) for line in self.database.sql(digests).splitlines())
        return rows | {'totals': str(self.database.totals())}

    def has_right_rollups(self) -> bool:
        before = self.contents()
        self.database.sql("SELECT tlsrpt.rebuild_rollup('2000-01-01', '2100-01-01')")
        return self.contents() == before

    def folders(self) -> MailCounts:
        """How often each mail is in each folder, with its flags."""
        return {name: Counter((mail.message_id, *sorted(mail.flags - {'\\Recent'}))
                              for mail in self.server.messages(self.user, name)) for name in FOLDERS}
