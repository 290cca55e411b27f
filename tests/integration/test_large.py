# SPDX-License-Identifier: Apache-2.0
"""A folder of many mails: memory does not grow with it, and a run in which nothing is new reads next to nothing."""

import unittest

from disturbed import DisturbedAccount, Wires
from program import OK, Databases, expected_totals, generate, peak_of
from servers import Dovecot, Postgres, scratch
from wire import Piece

FEW, MAILS, MEMORY = 100, 20_000, 64_000_000


def setUpModule() -> None:
    global folder, dovecot, databases, wires
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    databases = Databases(postgres)
    wires = unittest.enterModuleContext(Wires(folder / 'wires', postgres, dovecot))


class LargeTest(unittest.TestCase):
    def fetch(self, account: DisturbedAccount) -> int:
        """Returns the peak of resident memory in bytes."""
        status, peak = peak_of('fetch', '--config', account.config)
        self.assertEqual(status, OK)
        return peak

    def idle_bytes(self, account: DisturbedAccount) -> int:
        """What the mail server says in a run that finds nothing new."""
        received = 0

        def count(piece: Piece) -> bytes:
            nonlocal received
            if piece.sender == 'server' and piece.kind in ('line', 'literal'):
                received += len(piece.data)
            return piece.data

        done = account.run(count)
        self.assertEqual(done.returncode, OK, done.stderr)
        return received

    def test_memory_and_idle_runs(self) -> None:
        manifest = generate(folder / 'mails', MAILS)
        mails = sorted((folder / 'mails').glob('*.eml'))
        account = DisturbedAccount(folder, databases, dovecot, wires, action='none', batch_messages=5000)
        account.deliver(mails[:FEW])
        self.fetch(account)
        idle = self.idle_bytes(account)
        account.deliver(mails[FEW:])
        peak = self.fetch(account)
        print(f'{MAILS} mails: {peak // 1_000_000} MB')
        self.assertLess(peak, MEMORY)
        self.assertEqual(account.database.totals(), expected_totals(manifest))
        self.assertLess(self.idle_bytes(account), idle + 1000)


if __name__ == '__main__':
    unittest.main()
