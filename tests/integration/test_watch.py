# SPDX-License-Identifier: Apache-2.0
"""tlsrpt fetch --watch stays and loads what arrives; SIGTERM and SIGINT end any fetch behind the batch in hand."""

import os
import signal
import subprocess
import time
import unittest
from collections.abc import Callable

from account import Account
from checkpoints import BODIES, command
from disturbed import DisturbedAccount, Run, Wires
from program import OK, USAGE, Databases, environment, generate, tlsrpt
from servers import Dovecot, Postgres, scratch
from wire import At, calling, hold

NEVER = 3600  # seconds between two looks: what is loaded before was told by the server


def setUpModule() -> None:
    global folder, postgres, databases, dovecot, mails
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    databases = Databases(postgres)
    generate(folder / 'mails', 40)
    mails = sorted((folder / 'mails').glob('*.eml'))


class WatchTest(unittest.TestCase):
    def watch(self, account: Account) -> subprocess.Popen:
        process = subprocess.Popen([os.environ['TLSRPT'], 'fetch', '--watch', '--config', account.config],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, env=environment())
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def until(self, holds: Callable[[], bool], process: subprocess.Popen) -> None:
        deadline = time.monotonic() + 120
        while not holds():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                self.fail(f'exit {process.returncode}: {process.communicate()}')
            time.sleep(0.05)

    def loaded(self, account: Account, count: int) -> Callable[[], bool]:
        return lambda: account.column('SELECT count(*) FROM tlsrpt.report') == [str(count)]

    def looks(self, account: Account) -> int:
        return int(account.column('SELECT count(*) FROM tlsrpt.ingest_run WHERE ended_at IS NOT NULL')[0])

    def end(self, process: subprocess.Popen, by: signal.Signals = signal.SIGTERM) -> str:
        process.send_signal(by)
        out, err = process.communicate(timeout=120)
        self.assertEqual((process.returncode, out), (OK, ''), err)
        return err

    def arrives(self, account: Account) -> None:
        account.deliver(mails[:3])
        process = self.watch(account)
        self.until(self.loaded(account, 3), process)
        for number in (3, 4):
            before = self.looks(account)
            account.deliver([mails[number]])
            self.until(self.loaded(account, number + 1), process)
            self.until(lambda: self.looks(account) > before, process)
        self.assertEqual(self.end(process), '')
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_run WHERE ended_at IS NULL OR error'
                                        ' IS NOT NULL'), ['0'])

    def test_what_arrives_is_loaded_at_once(self) -> None:
        account = Account(folder, databases, dovecot, action='move', move_to='Done', poll_interval=NEVER)
        self.arrives(account)
        self.assertEqual((len(account.uids()), len(account.uids('Done'))), (0, 5))

    def test_by_starttls(self) -> None:
        account = Account(folder, databases, dovecot, tls='starttls', poll_interval=NEVER)
        account.config.write_text(account.config.read_text().replace(str(dovecot.tls_port), str(dovecot.port)))
        self.arrives(account)

    def test_without_idle_it_looks_again_and_again(self) -> None:
        with Dovecot(folder / 'plain', capability='IMAP4rev1 MOVE UIDPLUS') as server:
            self.arrives(Account(folder, databases, server, poll_interval=1))

    def test_interrupted_by_hand(self) -> None:
        account = Account(folder, databases, dovecot)
        process = self.watch(account)
        self.until(lambda: self.looks(account) > 0, process)
        self.assertEqual(self.end(process, signal.SIGINT), '')

    def test_servers_come_and_go(self) -> None:
        account = Account(folder, databases, dovecot, poll_interval=NEVER)
        process = self.watch(account)
        for count, server in enumerate((dovecot, postgres), 1):
            self.until(lambda: self.looks(account) > 0, process)
            server.kill()
            server.start()
            account.deliver([mails[count]])
            self.until(self.loaded(account, count), process)
        warnings = self.end(process)
        self.assertRegex(warnings, 'warning: localhost:[0-9]+ .*try again later\n')
        self.assertRegex(warnings, 'warning: PostgreSQL, .*try again later\n')

    def test_it_waits_for_the_folder(self) -> None:
        account = Account(folder, databases, dovecot, poll_interval=NEVER)
        first = self.watch(account)
        self.until(lambda: self.looks(account) > 0, first)
        second = self.watch(account)
        self.assertIn('another run is at work', second.stderr.readline())
        self.end(first)
        account.deliver([mails[0]])
        self.until(self.loaded(account, 1), second)
        second.terminate()

    def test_usage(self) -> None:
        for options in (['--dry-run'], ['--limit', 1], ['--folder', 'INBOX', '--folder', 'Junk']):
            done = tlsrpt('fetch', '--watch', *options)
            self.assertEqual(done.returncode, USAGE, done.stderr)
            self.assertRegex(done.stderr, '--watch ')


class SignalTest(unittest.TestCase):
    def setUp(self) -> None:
        place = self.enterContext(scratch())
        wires = self.enterContext(Wires(place / 'wires', postgres, dovecot))
        self.account = DisturbedAccount(folder, databases, dovecot, wires)
        self.account.deliver(mails)

    def test_the_batch_in_hand_is_finished(self) -> None:
        run = Run()
        done = self.account.run(At(calling(lambda: run.process.terminate()), BODIES, nth=2), run)
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertEqual(self.account.column('SELECT count(*) FROM tlsrpt.report'), ['20'])
        self.assertEqual((len(self.account.uids()), len(self.account.uids('Done'))), (20, 20))
        self.account.run_undisturbed()
        self.assertEqual(len(self.account.uids('Done')), 40)

    def test_the_second_signal_ends_it_at_once(self) -> None:
        run = Run()

        def stop_twice(piece: object) -> bytes:
            run.process.terminate()
            time.sleep(1)
            self.assertIsNone(run.process.poll())
            run.process.terminate()
            return hold(piece)

        done = self.account.run(At(stop_twice, command('UID SEARCH')), run)
        self.assertEqual(done.returncode, -signal.SIGTERM, done.stderr)
        self.account.run_undisturbed()
        self.assertEqual(len(self.account.uids('Done')), 40)


if __name__ == '__main__':
    unittest.main()
