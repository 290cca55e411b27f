#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random kills and faults for as long as wanted; every mailbox must end as the manifest of its mails says."""

import argparse
import random
import re
import shutil
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from checkpoints import ANY_BUT_ROWS, ANYWHERE, WITH_MOVE, WITHOUT_MOVE
from disturbed import DisturbedAccount, Run, Wires
from program import OK, TRY_AGAIN, Databases, expected_totals, generate
from servers import Dovecot, Postgres, scratch
from wire import At, Hook, Step, after, calling, cut, drip, hold, inject

MAILS = 40
KILLED = -9
MAILS_A_RUN = 8
LINE = Step('server', 'line')
FROM_SERVER = Step('server', 'line|literal')
FROM_DATABASE = Step('client|server', '[^d]')


class Place:
    """A mail server and the checkpoints of fetching from it."""

    def __init__(self, dovecot: Dovecot, wires: Wires, checkpoints: dict) -> None:
        self.dovecot = dovecot
        self.wires = wires
        self.checkpoints = checkpoints


class Soak:
    def __init__(self, seed: int, folder: Path, postgres: Postgres, places: list[Place]) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.postgres = postgres
        self.databases = Databases(postgres)
        self.places = places
        self.missing = {(at, name) for at, place in enumerate(places) for name in place.checkpoints}
        self.kills = self.faults = self.runs = self.lost = self.doubled = self.mailboxes = 0

    def restart(self) -> None:
        self.postgres.stop_at_once()
        self.postgres.start()

    def fault(self) -> At:
        """A disturbance that the program must survive, or end with exit 75."""
        garbage = self.chance.randbytes(40).replace(b'\n', b'') + b'\r\n'
        step, fault = self.chance.choice([
            (FROM_SERVER, cut), (FROM_SERVER, after(self.chance.random(), cut)), (FROM_SERVER, hold),
            (FROM_SERVER, drip(0.001)), (LINE, inject(b'* BYE going down\r\n')), (LINE, inject(garbage)),
            (FROM_DATABASE, cut), (FROM_DATABASE, after(self.chance.random(), cut)),
            (FROM_DATABASE, calling(self.restart)),
        ])
        return At(fault, step, nth=self.chance.randrange(1, 80))

    def checkpoint(self, at: int, kill: Hook) -> tuple[At, str]:
        """A named moment that was not hit yet, if there is one."""
        place = self.places[at]
        left = sorted(name for where, name in self.missing if where == at)
        name = self.chance.choice(left or sorted(place.checkpoints))
        steps, passed, _ = place.checkpoints[name]
        return At(after(passed, kill), *steps, nth=1 if left else self.chance.randrange(1, 4)), name

    def disturb(self, at: int, account: DisturbedAccount) -> None:
        """One run."""
        run, name = Run(), ''
        kind = self.chance.choice(['named', 'named', 'named', 'moment', 'fault'])
        if kind == 'named':
            hook, name = self.checkpoint(at, run.kill)
        elif kind == 'moment':
            hook = At(run.kill, ANY_BUT_ROWS, nth=self.chance.randrange(1, 300))
        else:
            hook = self.fault()
        self.runs += 1
        done = account.run(hook, run)
        if done.returncode not in (OK, TRY_AGAIN, KILLED):
            raise AssertionError(f'exit {done.returncode} after {kind} {name}: {done.stderr.splitlines()[-1:]}')
        if done.returncode != KILLED:
            self.faults += hook.done
            return
        self.kills += 1
        self.missing.discard((at, name))

    def soak_a_mailbox(self) -> None:
        self.mailboxes += 1
        # The first place has most of the checkpoints.
        at = int(self.mailboxes % 4 == 0)
        place = self.places[at]
        folder = self.folder / f'mails{self.mailboxes}'
        manifest = generate(folder, MAILS, '--odd', 30, '--seed', self.chance.randrange(2**31))
        account = DisturbedAccount(self.folder, self.databases, place.dovecot, place.wires, answer_timeout=2,
                                   batch_messages=self.chance.choice([3, 10, 17]))
        mails = sorted(folder.glob('*.eml'))
        # In their order: of two bodies under one key the first one counts.
        for first in range(0, MAILS, MAILS_A_RUN):
            account.deliver(mails[first:first + MAILS_A_RUN])
            self.disturb(at, account)
        self.runs += 1
        account.run_undisturbed()
        self.compare(account, mails, manifest)
        self.postgres.psql(f'DROP DATABASE {account.database.name}', 'postgres')
        place.dovecot.remove_mail(account.user)
        shutil.rmtree(folder)

    def compare(self, account: DisturbedAccount, mails: list[Path], manifest: dict) -> None:
        delivered = Counter(re.search(r'(?im)^message-id:\s*(\S+)', mail.read_bytes().decode('latin-1'))[1]
                            for mail in mails)
        there = Counter()
        for found in account.folders().values():
            for (message_id, *_), count in found.items():
                there[message_id] += count
        wanted, totals = expected_totals(manifest), account.database.totals()
        lost = (delivered - there).total() + max(0, wanted['reports'] - totals['reports'])
        doubled = (there - delivered).total() + max(0, totals['reports'] - wanted['reports'])
        if not account.has_right_rollups() or totals != wanted and not lost:
            doubled = max(doubled, 1)
        if lost or doubled:
            print(f'{account.user}: lost {lost}, doubled {doubled}: {totals}, not {wanted}', file=sys.stderr)
        self.lost += lost
        self.doubled += doubled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--minutes', type=float, default=1)
    parser.add_argument('--seed', type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    print(f'seed {arguments.seed}', flush=True)
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        postgres = stack.enter_context(Postgres(folder / 'pg'))
        places = []
        for name, capability, checkpoints in (('move', '', ANYWHERE | WITH_MOVE),
                                              ('copy', 'IMAP4rev1 UIDPLUS', WITHOUT_MOVE)):
            dovecot = stack.enter_context(Dovecot(folder / name, capability=capability))
            wires = stack.enter_context(Wires(folder / f'{name}wires', postgres, dovecot))
            places.append(Place(dovecot, wires, checkpoints))
        soak = Soak(arguments.seed, folder, postgres, places)
        end = time.monotonic() + 60 * arguments.minutes
        while time.monotonic() < end:
            soak.soak_a_mailbox()
    if soak.missing:
        print('not hit:', ' '.join(sorted(name for _, name in soak.missing)), file=sys.stderr)
    print(f'kills {soak.kills}, faults {soak.faults}, runs {soak.runs}, lost {soak.lost}, doubled {soak.doubled}')
    enough = soak.kills >= 10 * arguments.minutes and not soak.missing
    sys.exit(0 if enough and not soak.lost and not soak.doubled else 1)


if __name__ == '__main__':
    main()
