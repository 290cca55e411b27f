#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures tlsrpt beside what the wires and the database cost alone, in turns, and prints medians and ratios."""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from account import Account
from floors import copy_rows, fetch_and_move, look_for_new, write_rows
from fullness import fill
from program import OK, Database, Databases, generate, peak_of, tlsrpt
from servers import Dovecot, Postgres, scratch

ROUNDS = 5
MAILS = 50_000
# Of --mails: so many more or less have the mailboxes of the memory and idle figures, and the full database.
FEW, MANY, FULL = 1 / 5, 4, 40
MEGABYTE = 1_000_000
WAYS = ['decode', 'load', 'fetch', 'mailbox', 'full']


class Ratio:
    """A figure of the benchmark: the median over the rounds of one side divided by the other."""

    def __init__(self, name: str, bound: str, ours: str, floor: str, rounds: list[tuple[float, float]]) -> None:
        self.name = name
        self.bound = bound
        self.sides = {ours: statistics.median(a for a, _ in rounds), floor: statistics.median(b for _, b in rounds)}
        self.value = statistics.median(a / b for a, b in rounds)
        self.rounds = sorted(a / b for a, b in rounds)

    def line(self) -> str:
        sides = ', '.join(f'{side} {seconds:.3g} s' for side, seconds in self.sides.items())
        spread = f'{self.rounds[0]:.2f} to {self.rounds[-1]:.2f}'
        return f'{self.name:22} {self.value:5.2f}  ({spread}; {self.bound})  {sides}'


class Bench:
    def __init__(self, folder: Path, mails: int, rounds: int, postgres: Postgres, dovecot: Dovecot) -> None:
        self.folder = folder
        self.mails = mails
        self.rounds = range(rounds)
        self.postgres = postgres
        self.dovecot = dovecot
        self.databases = Databases(postgres)
        self.maildirs: dict[int, Path] = {}

    def eml(self, name: str, *options: str | int) -> Path:
        """A folder of .eml files."""
        path = self.folder / name
        if not path.exists():
            generate(path, self.mails, *options)
        return path

    def account(self, count: int, **settings: object) -> Account:
        """A user with so many mails in the inbox that no client has looked at."""
        if count not in self.maildirs:
            self.maildirs[count] = self.folder / f'maildir{count}'
            generate(self.maildirs[count], count, '--format', 'maildir')
            subprocess.run(['chown', '-R', self.dovecot.owner.pw_name, self.maildirs[count]], check=True)
        account = Account(self.folder, self.databases, self.dovecot, **settings)
        account.deliver([])
        new = self.dovecot.maildir(account.user) / 'new'
        new.rmdir()
        # The mails themselves are shared between the accounts: a server renames them, no more.
        subprocess.run(['cp', '--archive', '--link', self.maildirs[count] / 'new', new], check=True)
        return account

    def seconds(self, work: Callable[[], object]) -> float:
        """Nothing that ran before is to be written to disk meanwhile."""
        self.postgres.psql('CHECKPOINT', 'postgres')
        os.sync()
        start = time.monotonic()
        work()
        return time.monotonic() - start

    def fetch(self) -> list[Ratio]:
        rows = self.folder / 'fetched-rows'
        rounds = []
        for _ in self.rounds:
            bare = self.account(self.mails)
            wire = self.seconds(lambda: fetch_and_move(self.dovecot, bare.user, self.mails))
            ours = self.account(self.mails, action='move', move_to='Done')
            run = self.seconds(ours.fetch)
            self.check_all_stored(ours.database)
            if not rows.exists():
                write_rows(ours.database, rows)
            rounds.append((run, wire + self.copy(rows)))
            self.drop(bare, ours)
        return [Ratio('fetch_over_floor', 'at most 1.5', 'fetch', 'bare FETCH and MOVE, and \\copy', rounds)]

    def decode(self) -> list[Ratio]:
        done = subprocess.run([os.environ['TLSRPT_DECODE_BENCH'], self.eml('mails'), str(len(self.rounds))], check=True,
                              capture_output=True)
        figures = json.loads(done.stdout)
        rounds = [(ours / 1e9, floor / 1e9) for ours, floor in zip(figures['decode_ns'], figures['mimetic_ns'])]
        total = sum(figures['stages_ns'].values())
        print('decoding: ' + ', '.join(f'{stage} {spent / total:.0%}' for stage, spent in figures['stages_ns'].items()),
              flush=True)
        return [Ratio('decode_over_mimetic', 'at most 2.4', 'decode', 'MimeEntity::load', rounds)]

    def load(self) -> list[Ratio]:
        mails = self.eml('mails')
        rows = self.folder / 'loaded-rows'
        loaded, reparsed, reparsed_all = [], [], []
        for _ in self.rounds:
            database = self.databases.new('postgres')
            run = self.seconds(lambda: self.tlsrpt('load', mails, database=database))
            self.check_all_stored(database)
            if not rows.exists():
                write_rows(database, rows)
            loaded.append((run, self.copy(rows)))
            for share, rounds in ((100, reparsed), (1, reparsed_all)):
                # What an older parser would have left; a hundredth of the hashes, or all.
                database.sql(f'UPDATE tlsrpt.report SET parsed_digest = 0 WHERE hashtext(report_id) % {share} = 0')
                rounds.append((run, self.seconds(lambda: self.tlsrpt('reparse', database=database))))
            self.drop_database(database)
        return [Ratio('load_over_copy', 'at most 2.0', 'load', '\\copy', loaded),
                Ratio('reparse_over_load', 'at least 1.0 (speed)', 'load', 'reparse, 1 % changed', reparsed),
                Ratio('reparse_all_over_load', '', 'load', 'reparse, all changed', reparsed_all)]

    def mailbox(self) -> tuple[list[Ratio], dict[str, float]]:
        """A mailbox that keeps its mails: memory while it is read, and what a run costs that finds nothing new."""
        figures, idle_bytes = {}, []
        for name, count in (('rss_mb_10k', int(self.mails * FEW)), ('rss_mb_200k', self.mails * MANY)):
            account = self.account(count, action='none')
            status, peak = peak_of('fetch', '--config', account.config)
            if status != OK:
                raise RuntimeError(f'fetch ended with {status}')
            self.check_all_stored(account.database, count)
            figures[name] = round(peak / MEGABYTE, 1)
            account.fetch()
            idle_bytes.append(self.bytes_sent_to(account))
        figures['idle_bytes_growth'] = idle_bytes[1] - idle_bytes[0]
        look_for_new(self.dovecot, account.user)  # the first SELECT that may write gives the mails other names
        rounds = [(self.seconds(account.fetch), self.seconds(lambda: look_for_new(self.dovecot, account.user)))
                  for _ in self.rounds]
        return [Ratio('idle_over_select', 'at most 2.0', 'idle fetch', 'bare SELECT and SEARCH', rounds)], figures

    def bytes_sent_to(self, account: Account) -> int:
        """What the server sent in the last session of this user, by its own count."""
        account.bodies_read()  # waits for the session's end
        return int(re.findall(rf'imap\({account.user}\)<.* out=(\d+)', self.dovecot.log())[-1])

    def full(self) -> list[Ratio]:
        full = self.databases.new('postgres')
        # No report may lie ahead of today.
        self.tlsrpt('load', self.eml('old-mails', '--first-day', '2016-01-01'), database=full)
        fill(full, FULL - 1)
        rounds = []
        for number in self.rounds:
            # Each time the days behind those that are there.
            mails = self.eml(f'mails{number}', '--seed', 2 + number, '--first-day', f'{2020 + number}-01-01')
            empty = self.databases.new('postgres')
            into_empty = self.seconds(lambda: self.tlsrpt('load', mails, database=empty))
            into_full = self.seconds(lambda: self.tlsrpt('load', mails, database=full))
            self.check_all_stored(empty)
            rounds.append((into_empty, into_full))
            self.drop_database(empty)
            shutil.rmtree(mails)
        return [Ratio('full_over_empty', 'at least 0.8 (speed)', 'load into empty', 'load into full', rounds)]

    def tlsrpt(self, *arguments: str | Path, database: Database) -> None:
        done = tlsrpt(*arguments, '--database', database.url)
        if done.returncode != OK:
            raise RuntimeError(done.stderr)

    def copy(self, rows: Path) -> float:
        """Seconds that the finished rows take into empty tables."""
        database = self.databases.new('postgres')
        seconds = self.seconds(lambda: copy_rows(database, rows))
        self.check_all_stored(database)
        self.drop_database(database)
        return seconds

    def check_all_stored(self, database: Database, count: int | None = None) -> None:
        stored = int(database.sql('SELECT count(*) FROM tlsrpt.report'))
        if stored != (count or self.mails):
            raise RuntimeError(f'{stored} reports are stored')

    def drop(self, *accounts: Account) -> None:
        for account in accounts:
            self.dovecot.remove_mail(account.user)
            self.drop_database(account.database)

    def drop_database(self, database: Database) -> None:
        self.postgres.psql(f'DROP DATABASE {database.name}', 'postgres')


def measure(bench: Bench, chosen: list[str]) -> tuple[list[Ratio], dict[str, float]]:
    ratios, figures = [], {}
    for name in chosen:
        print(f'measuring: {name}', file=sys.stderr, flush=True)
        found = getattr(bench, name)()
        if name == 'mailbox':
            found, figures = found
        ratios += found
    return ratios, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--mails', type=int, default=MAILS, help='mails of a run')
    parser.add_argument('--rounds', type=int, default=ROUNDS, help='runs of each side, of which the median counts')
    parser.add_argument('--json', type=Path, help='file for the figures')
    parser.add_argument('--only', action='append', choices=WAYS, help='one of the measurements; repeatable')
    arguments = parser.parse_args()
    with scratch() as folder, Postgres(folder / 'pg', fsync=True) as postgres, Dovecot(folder / 'imap') as dovecot:
        bench = Bench(folder, arguments.mails, arguments.rounds, postgres, dovecot)
        ratios, figures = measure(bench, arguments.only or WAYS)
    for ratio in ratios:
        print(ratio.line())
    for name, value in figures.items():
        print(f'{name:22} {value}')
    if arguments.json:
        figures |= {ratio.name: round(ratio.value, 3) for ratio in ratios}
        figures |= {'seconds': {ratio.name: ratio.sides for ratio in ratios}, 'mails': arguments.mails}
        arguments.json.write_text(json.dumps(figures, indent=2) + '\n')


if __name__ == '__main__':
    main()
