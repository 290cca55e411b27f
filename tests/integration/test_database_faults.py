# SPDX-License-Identifier: Apache-2.0
"""The database fails in the middle of a run: nothing is half done, nothing lost, nothing counted twice."""

import subprocess
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checkpoints import BATCH, BODIES, COMMIT, COMMITTED, COPY_DATA, READY
from disturbed import DisturbedAccount, Run, Wires
from program import OK, TRY_AGAIN, Databases, Done, generate
from process import run
from servers import Dovecot, Postgres, scratch
from wire import At, Step, calling, cut

MAILS = 40
# Between two batches or in the middle of one: another thread commits.
LOST = ('^tlsrpt: PostgreSQL, .*(: connection lost: .*; try again later'
        '|the connection was lost during COMMIT; run tlsrpt again, it finds out what was stored)$')
ROLLUP = Step('client', 'P', 'INTO tlsrpt.organization_daily')


def setUpModule() -> None:
    global folder, postgres, databases, dovecot, wires, mails, wanted_contents, wanted_folders
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    wires = unittest.enterModuleContext(Wires(folder / 'wires', postgres, dovecot))
    databases = Databases(postgres)
    generate(folder / 'mails', MAILS, '--odd', 30)
    mails = sorted((folder / 'mails').glob('*.eml'))
    undisturbed = open_account()
    undisturbed.run_undisturbed()
    wanted_contents, wanted_folders = undisturbed.contents(), undisturbed.folders()


def open_account() -> DisturbedAccount:
    account = DisturbedAccount(folder, databases, dovecot, wires)
    account.deliver(mails)
    return account


@contextmanager
def session(database: str, server: Postgres) -> Iterator[Callable[[str], None]]:
    """Another client of the database; the caller gives it statements and does not wait for them."""
    with subprocess.Popen([server.programs / 'psql', '-XAtq', '-d', server.url(database)], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, text=True) as psql:
        def say(statements: str) -> None:
            psql.stdin.write(statements + '\n')
            psql.stdin.flush()
        yield say
        psql.stdin.close()


class FaultTest(unittest.TestCase):
    def disturb(self, account: DisturbedAccount, hook: At | None, error: str, status: int = TRY_AGAIN) -> Done:
        done = account.run(hook)
        self.assertTrue(hook is None or hook.done, 'the run did not come to the fault')
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertRegex(done.stderr.splitlines()[-1], error)
        return done

    def check_nothing_is_half_done(self, account: DisturbedAccount) -> None:
        known = set(map(int, account.column('SELECT uid FROM tlsrpt.ingest_message')))
        untouched = {mail.uid for mail in dovecot.messages(account.user) if not mail.flags & {'\\Seen', '\\Deleted'}}
        self.assertLessEqual(set(range(1, MAILS + 1)) - untouched, known)
        sums = account.column("""
            SELECT (SELECT count(*) FROM tlsrpt.report),
                   (SELECT count(*) FROM tlsrpt.report_body WHERE disposition = 'current'),
                   (SELECT count(*) FROM tlsrpt.ingest_document WHERE outcome = 'stored'),
                   (SELECT coalesce(sum(stored_count), 0) FROM tlsrpt.ingest_run)""")[0].split('|')
        self.assertEqual(len(set(sums)), 1, sums)
        self.assertTrue(account.has_right_rollups())

    def check(self, account: DisturbedAccount) -> None:
        self.check_nothing_is_half_done(account)
        account.run_undisturbed()
        self.assertEqual(account.contents(), wanted_contents)
        self.assertEqual(account.folders(), wanted_folders)


class ServerTest(FaultTest):
    def tearDown(self) -> None:
        if not postgres.running():
            postgres.start()

    def test_stopped_at_once_in_the_middle_of_a_batch(self) -> None:
        account = open_account()
        with wires.hooked(hook := At(calling(postgres.stop_at_once), COPY_DATA, nth=60)):
            done = Run().to_its_end(account.config)
            self.assertEqual(done.returncode, TRY_AGAIN)
            self.assertRegex(done.stderr.splitlines()[-1], '^tlsrpt: PostgreSQL, storing a batch: .*; try again later$')
            self.assertTrue(hook.done)
            down = Run().to_its_end(account.config)
            self.assertEqual(down.returncode, TRY_AGAIN)
            self.assertRegex(down.stderr, '^tlsrpt: cannot connect to PostgreSQL: .*; try again later\n$')
        postgres.start()
        self.check(account)

    def test_restarted_between_two_batches(self) -> None:
        account = open_account()
        self.disturb(account, At(calling(postgres.restart), BODIES, nth=2), LOST)
        self.check(account)

    def test_read_only(self) -> None:
        account = open_account()

        def become(state: str) -> None:
            postgres.psql(f'ALTER SYSTEM SET default_transaction_read_only = {state}; SELECT pg_reload_conf()',
                          'postgres')

        self.addCleanup(become, 'off')
        self.disturb(account, At(calling(lambda: become('on')), BODIES, nth=2),
                     'read-only transaction .*; the server is read only: try again when it takes writes$')
        become('off')
        self.check(account)


class SessionTest(FaultTest):
    def terminate(self, account: DisturbedAccount) -> None:
        account.database.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity'
                             " WHERE datname = current_database() AND usename = 'loader'")

    def test_terminated_in_the_middle_of_a_batch(self) -> None:
        account = open_account()
        self.disturb(account, At(calling(lambda: self.terminate(account)), COPY_DATA, nth=60),
                     '^tlsrpt: PostgreSQL, storing a batch: .*; try again later$')
        self.check(account)

    def test_terminated_between_commit_and_action(self) -> None:
        """The lock of the folder is gone: what is committed may be acted on, and nothing else happens."""
        account = open_account()
        self.disturb(account, At(calling(lambda: self.terminate(account)), BATCH, COMMITTED, READY, nth=2), LOST)
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_message'), ['20'])
        self.check(account)

    def test_commit_in_doubt(self) -> None:
        for step, committed in (COMMITTED, 20), (COMMIT, 10):
            with self.subTest(cut_at=step):
                account = open_account()
                self.disturb(account, At(cut, BATCH, step, nth=2),
                             'the connection was lost during COMMIT; run tlsrpt again')
                self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_message'), [str(committed)])
                self.check(account)

    def wait_for_a_lock(self, setting: str, error: str) -> None:
        account = open_account()
        postgres.psql(f"ALTER ROLE loader IN DATABASE {account.database.name} SET {setting} = '1s'", 'postgres')
        with session(account.database.name, postgres) as say:
            def lock() -> None:
                say('BEGIN; LOCK TABLE tlsrpt.policy_daily IN SHARE MODE;')
                self.await_locks(account, "mode = 'ShareLock' AND relation = 'tlsrpt.policy_daily'::regclass")

            self.disturb(account, At(calling(lock), BODIES, nth=2), error)
        postgres.psql(f'ALTER ROLE loader IN DATABASE {account.database.name} RESET {setting}', 'postgres')
        self.check(account)

    def await_locks(self, account: DisturbedAccount, which: str) -> None:
        deadline = time.monotonic() + 60
        while account.column(f'SELECT count(*) FROM pg_locks WHERE {which}') == ['0']:
            self.assertLess(time.monotonic(), deadline, which)
            time.sleep(0.01)

    def test_statement_timeout(self) -> None:
        self.wait_for_a_lock('statement_timeout', 'statement timeout .*; try again later$')

    def test_lock_timeout(self) -> None:
        self.wait_for_a_lock('lock_timeout', 'lock timeout .*; try again later$')

    def test_deadlock_is_tried_again(self) -> None:
        account = open_account()
        with session(account.database.name, postgres) as say:
            # The run has the first table and is about to ask for the second one. It asks last and so gives way.
            def cross() -> None:
                say("SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE tlsrpt.organization_daily IN SHARE MODE;"
                    ' LOCK TABLE tlsrpt.policy_daily IN SHARE MODE; COMMIT;')
                self.await_locks(account, "NOT granted AND relation = 'tlsrpt.policy_daily'::regclass")

            done = account.run(At(calling(cross), ROLLUP, nth=2))
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertIn('deadlock detected', postgres.log())
        self.assertEqual(account.contents(), wanted_contents)
        self.assertEqual(account.folders(), wanted_folders)

    def test_internal_error(self) -> None:
        account = open_account()
        account.database.sql("""
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
              $$BEGIN RAISE EXCEPTION 'unexpected chunk' USING ERRCODE = 'XX001'; END$$;
            CREATE TRIGGER fail BEFORE INSERT ON tlsrpt.policy FOR EACH ROW EXECUTE FUNCTION fail()""")
        self.disturb(account, None, "unexpected chunk .SQL state XX001.; look at the server's log")
        account.database.sql('DROP FUNCTION fail CASCADE')
        self.check(account)


class SmallServerTest(FaultTest):
    """A server that has room for one client beside the administrator's, and a disk that fills up."""

    def setUp(self) -> None:
        place = self.enterContext(scratch())
        shim, self.flag = place / 'full_disk.so', place / 'full'
        run(['cc', '-shared', '-fPIC', '-o', shim, Path(__file__).parent.parent / 'support' / 'full_disk.c', '-ldl'])
        self.server = Postgres(place / 'pg', settings={'max_connections': '4'})
        plain = self.server.command()
        self.server.command = lambda: ['env', f'LD_PRELOAD={shim}', f'FULL_DISK={self.flag}', *plain]
        self.enterContext(self.server)
        self.account = DisturbedAccount(place, Databases(self.server), dovecot,
                                        self.enterContext(Wires(place / 'wires', self.server, dovecot)))
        self.account.deliver(mails)

    def test_disk_full(self) -> None:
        self.disturb(self.account, At(calling(self.flag.touch), COPY_DATA, nth=60),
                     'No space left on device .SQL state 53100.; try again later$')
        self.flag.unlink()
        self.check(self.account)

    def test_out_of_connections(self) -> None:
        # A look at pg_stat_activity meanwhile could take the one free place itself.
        with subprocess.Popen([self.server.programs / 'psql', '-XAtq', '-d',
                               self.server.url(self.account.database.name, 'loader')],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            other.stdin.write('SELECT 1;\n')
            other.stdin.flush()
            self.assertEqual(other.stdout.readline(), '1\n')
            done = Run().to_its_end(self.account.config)
            other.stdin.close()
        self.assertEqual(done.returncode, TRY_AGAIN, done.stderr)
        self.assertRegex(done.stderr,
                         '^tlsrpt: cannot connect to PostgreSQL: .* connection slots .*; try again later\n$')
        self.account.await_end_of_sessions()
        self.check(self.account)


class ManyAtOnceTest(unittest.TestCase):
    def test_several_mailboxes_with_the_same_reports(self) -> None:
        generate(folder / 'plain', 60)
        plain = sorted((folder / 'plain').glob('*.eml'))
        single = DisturbedAccount(folder, databases, dovecot, wires)
        single.deliver(plain)
        single.run_undisturbed()
        accounts = [DisturbedAccount(folder, databases, dovecot, wires) for _ in range(6)]
        for number, account in enumerate(accounts):
            account.database = accounts[0].database
            account.configure()
            account.deliver((plain[number * 10:] + plain[:number * 10])[:40])
        done: list[Done] = []
        at_work = [threading.Thread(target=lambda account=account: done.append(Run().to_its_end(account.config)))
                   for account in accounts]
        for thread in at_work:
            thread.start()
        for thread in at_work:
            thread.join()
        self.assertEqual([(one.returncode, one.stderr) for one in done], [(OK, '')] * 6)
        outcomes = accounts[0].database.totals()['outcomes']
        self.assertEqual((outcomes['stored'], outcomes['duplicate']), (60, 6 * 40 - 60))
        # Who came first decides what the ledger says, and nothing else.
        ledger = ('ingest_document', 'ingest_folder', 'ingest_message', 'totals')
        found, wanted = ({table: rows for table, rows in account.contents().items() if table not in ledger}
                         for account in (accounts[0], single))
        self.assertEqual(found, wanted)
        self.assertTrue(all(not account.folders()['INBOX'] for account in accounts))

    def test_two_on_one_mailbox(self) -> None:
        account = open_account()
        second: list[Done] = []
        hook = At(calling(lambda: second.append(Run().to_its_end(account.config, '--verbose'))), BODIES, nth=2)
        self.assertEqual(account.run(hook).returncode, OK)
        self.assertEqual((second[0].returncode, second[0].stdout), (OK, ''))
        self.assertRegex(second[0].stderr, '^INBOX: another run is at work here; nothing to do\n$')
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_run'), ['1'])
        self.assertEqual(account.contents(), wanted_contents)
        self.assertEqual(account.folders(), wanted_folders)


if __name__ == '__main__':
    unittest.main()
