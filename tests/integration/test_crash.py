# SPDX-License-Identifier: Apache-2.0
"""tlsrpt fetch is killed at every step of its way; the next run makes tables and folders what they would have been."""

import itertools
import random
import unittest

from checkpoints import ANY_BUT_ROWS, ANYWHERE, WITH_MOVE, WITHOUT_MOVE, Checkpoint
from disturbed import DisturbedAccount, Run, Wires
from program import Databases, expected_totals, generate
from servers import Dovecot, Postgres, scratch
from wire import At, Piece, after

MAILS = 40
SEED = random.randrange(2**32)


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
    def check(self, account: DisturbedAccount) -> None:
        account.run_undisturbed()
        self.assertEqual(account.contents(), wanted_contents)
        self.assertEqual(account.folders(), wanted_folders)

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
                    self.check(account)
        self.assertEqual(hit, {(name, nth) for name in checkpoints for nth in checkpoints[name].occurrences})

    def test_the_undisturbed_run_says_what_the_manifest_says(self) -> None:
        self.assertEqual(wanted_contents['totals'], str(expected_totals(manifest)))
        self.assertEqual(sum(found.total() for found in wanted_folders.values()), MAILS)
        self.assertTrue(all(wanted_folders.values()))

    def test_named_checkpoints(self) -> None:
        self.pass_all(ANYWHERE, open_account)

    def test_named_checkpoints_of_move(self) -> None:
        self.pass_all(WITH_MOVE, open_account)

    def test_named_checkpoints_without_move(self) -> None:
        server = self.enterContext(Dovecot(folder / 'plain', capability='IMAP4rev1 UIDPLUS'))
        through = self.enterContext(Wires(folder / 'plainwires', databases.postgres, server))
        self.pass_all(WITHOUT_MOVE, lambda: open_account(server, through))

    def test_random_moments(self) -> None:
        counter = itertools.count()

        def count(piece: Piece) -> bytes:
            if ANY_BUT_ROWS.is_seen_in(piece):
                next(counter)
            return piece.data

        open_account().run(count)
        pieces = next(counter)
        chance = random.Random(SEED)
        # At its last words the program may be gone before the kill, and a second run has less to do.
        for first in (chance.randrange(1, pieces - 10) for _ in range(5)):
            second = chance.randrange(1, pieces // 2)
            with self.subTest(seed=SEED, moments=(first, second)):
                account = open_account()
                for moment, ends in (first, [-9]), (second, [-9, 0]):
                    run = Run()
                    done = account.run(At(run.kill, ANY_BUT_ROWS, nth=moment), run)
                    self.assertIn(done.returncode, ends, done.stderr)
                self.check(account)


if __name__ == '__main__':
    unittest.main()
