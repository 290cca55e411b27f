# SPDX-License-Identifier: Apache-2.0
"""tlsrpt fetch is killed at every step of its way; the next run makes tables and folders what they would have been."""

import itertools
import random
import unittest
from typing import NamedTuple

from disturbed import (BATCH, BODIES, COMMIT, COMMITTED, COPY_DATA, NOTE, READY, TAGGED_OK, DisturbedAccount, Run,
                       Wires, command)
from program import Databases, expected_totals, generate
from servers import Dovecot, Postgres, scratch
from wire import At, Piece, Step, after

MAILS = 40
BATCHES = 4
SEED = random.randrange(2**32)


class Checkpoint(NamedTuple):
    """Where the program is killed, how much of that piece is passed before, and at which of its occurrences."""
    steps: tuple[Step, ...]
    passed: float = 0
    occurrences: tuple[int, ...] = (1, 2, BATCHES)


CHECKPOINTS = {
    'before-run': Checkpoint((Step('client', 'P', 'INSERT INTO ingest_run'),), 0, (1,)),
    'in-run-commit': Checkpoint((Step('client', 'P', 'INSERT INTO ingest_run'), COMMITTED), 0, (1,)),
    'before-list': Checkpoint((command('UID SEARCH'),), 0, (1,)),
    'before-fetch': Checkpoint((BODIES,)),
    'in-fetch': Checkpoint((Step('server', 'literal'),), 0.5, (1, MAILS // 2, MAILS)),
    'before-batch': Checkpoint((Step('client', 'P', r'unnest\(\$1::uuid\[\]\) AS asked'),), 0, (2,)),
    'in-copy': Checkpoint((COPY_DATA,), 0.5, (1, 60, 150)),
    'before-rollup': Checkpoint((Step('client', 'P', 'INTO tlsrpt.policy_daily'),), 0, (2,)),
    'in-rollup': Checkpoint((Step('client', 'P', 'INTO tlsrpt.organization_daily'),)),
    'before-commit': Checkpoint((BATCH, COMMIT)),
    'in-commit': Checkpoint((BATCH, COMMITTED)),
    'after-commit': Checkpoint((BATCH, COMMITTED, READY), 1),
    'before-note': Checkpoint((NOTE,), 0, (1, BATCHES)),
    'before-note-commit': Checkpoint((NOTE, COMMIT), 0, (2,)),
    'in-note-commit': Checkpoint((NOTE, COMMITTED), 0, (3,)),
    'before-end': Checkpoint((Step('client', 'P', 'UPDATE ingest_run SET ended_at'),), 0, (1,)),
}
WITH_MOVE = {
    'before-action': Checkpoint((command('UID MOVE'),)),
    'in-action': Checkpoint((command('UID MOVE'), TAGGED_OK)),
    'after-action': Checkpoint((command('UID MOVE'), TAGGED_OK), 1, (2,)),
    'before-seen': Checkpoint((command(r'UID STORE [^ ]+ \+FLAGS.SILENT \(.Seen'),), 0, (1,)),
}
WITHOUT_MOVE = {
    'before-uid-copy': Checkpoint((command('UID COPY'),), 0, (1, BATCHES)),
    'in-uid-copy': Checkpoint((command('UID COPY'), TAGGED_OK), 0, (1, BATCHES)),
    'before-uid-store': Checkpoint((command('UID COPY'), command('UID STORE')), 0, (1, BATCHES)),
    'in-uid-store': Checkpoint((command('UID COPY'), command('UID STORE'), TAGGED_OK), 0, (1, BATCHES)),
    'before-uid-expunge': Checkpoint((command('UID EXPUNGE'),), 0, (1, BATCHES)),
    'in-uid-expunge': Checkpoint((command('UID EXPUNGE'), TAGGED_OK), 0, (1, BATCHES)),
}
# Between the copy and the end of the original nothing tells a later run that the copy is there.
COPIES_AGAIN = {'in-uid-copy', 'before-uid-store', 'in-uid-store', 'before-uid-expunge'}


def setUpModule() -> None:
    global folder, databases, dovecot, wires, mails, manifest, wanted_contents, wanted_folders
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    wires = unittest.enterModuleContext(Wires(folder / 'wires', postgres, dovecot))
    databases = Databases(postgres)
    manifest = generate(folder / 'mails', MAILS, '--odd', 30)
    mails = sorted((folder / 'mails').glob('*.eml'))
    undisturbed = open_account()
    undisturbed.run_undisturbed()
    wanted_contents, wanted_folders = undisturbed.contents(), undisturbed.folders()


def open_account(server: Dovecot | None = None, through: Wires | None = None) -> DisturbedAccount:
    account = DisturbedAccount(folder, databases, server or dovecot, through or wires)
    account.deliver(mails)
    return account


class CrashTest(unittest.TestCase):
    def check(self, account: DisturbedAccount, extra_copies: bool = False) -> None:
        account.run_undisturbed()
        self.assertEqual(account.contents(), wanted_contents)
        self.assertEqual(account.folders(extra_copies), wanted_folders)

    def pass_all(self, checkpoints: dict[str, Checkpoint], open_one) -> None:
        hit = set()
        for name, (steps, passed, occurrences) in checkpoints.items():
            for nth in occurrences:
                with self.subTest(checkpoint=name, nth=nth):
                    account, run = open_one(), Run()
                    hook = At(after(passed, run.kill), *steps, nth=nth)
                    done = account.run(hook, run)
                    self.assertEqual((hook.done, done.returncode), (True, -9), done.stderr)
                    hit.add((name, nth))
                    self.check(account, name in COPIES_AGAIN)
        self.assertEqual(hit, {(name, nth) for name in checkpoints for nth in checkpoints[name].occurrences})

    def test_the_undisturbed_run_says_what_the_manifest_says(self) -> None:
        self.assertEqual(wanted_contents['totals'], str(expected_totals(manifest)))
        self.assertEqual(sum(found.total() for found in wanted_folders.values()), MAILS)
        self.assertTrue(all(wanted_folders.values()))

    def test_named_checkpoints(self) -> None:
        self.pass_all(CHECKPOINTS, open_account)

    def test_named_checkpoints_of_move(self) -> None:
        self.pass_all(WITH_MOVE, open_account)

    def test_named_checkpoints_without_move(self) -> None:
        server = self.enterContext(Dovecot(folder / 'plain', capability='IMAP4rev1 UIDPLUS'))
        through = self.enterContext(Wires(folder / 'plainwires', databases.postgres, server))
        self.pass_all(WITHOUT_MOVE, lambda: open_account(server, through))

    def test_random_moments(self) -> None:
        counter = itertools.count()

        def count(piece: Piece) -> bytes:
            next(counter)
            return piece.data

        open_account().run(count)
        pieces = next(counter)
        chance = random.Random(SEED)
        for moments in ([chance.randrange(1, pieces) for _ in range(3)] for _ in range(4)):
            with self.subTest(seed=SEED, moments=moments):
                account = open_account()
                for moment in moments:
                    run = Run()
                    account.run(At(run.kill, Step('client|server', '.*'), nth=moment), run)
                self.check(account)


if __name__ == '__main__':
    unittest.main()
