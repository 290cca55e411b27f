# SPDX-License-Identifier: Apache-2.0
"""tlsrpt fetch against a real Dovecot and a real PostgreSQL."""

import json
import subprocess
import unittest

from account import Account
from program import OK, SETUP, Databases, expected_totals, generate, tlsrpt
from servers import Dovecot, Postgres, scratch

NEWSLETTER = b'Message-ID: <letter@example.com>\r\nSubject: News\r\n\r\nNothing of note.\r\n'


def setUpModule() -> None:
    global folder, postgres, dovecot, databases, manifest, mails
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    databases = Databases(postgres)
    manifest = generate(folder / 'mails', 40, '--odd', 20)
    mails = sorted((folder / 'mails').glob('*.eml'))


def open_account(server: Dovecot | None = None, **settings: object) -> Account:
    return Account(folder, databases, server or dovecot, **settings)


class FetchTest(unittest.TestCase):
    def test_second_run_reads_no_body_of_a_mail_that_stays(self) -> None:
        account = open_account()
        account.deliver(mails)
        account.fetch()
        before = account.database.contents(without=('ingest_run',))
        done = account.fetch()
        self.assertEqual((done.stdout, done.stderr), ('', ''))
        self.assertEqual(account.bodies_read(), len(mails))
        self.assertEqual(account.database.contents(without=('ingest_run',)), before)
        self.assertEqual(account.column('SELECT message_count FROM tlsrpt.ingest_run ORDER BY started_at'),
                         [str(len(mails)), '0'])
        self.assertEqual((len(account.uids()), account.flags()), (len(mails), set()))

    def test_starttls_fills_the_tables_alike(self) -> None:
        account = open_account(tls='starttls')
        account.config.write_text(account.config.read_text().replace(str(dovecot.tls_port), str(dovecot.port)))
        account.deliver(mails)
        account.fetch()
        self.assertEqual(account.database.totals(), expected_totals(manifest))

    def test_new_mails_are_read_beside_known_ones(self) -> None:
        account = open_account()
        account.deliver(mails[:15])
        account.fetch()
        account.deliver(mails[15:])
        account.fetch()
        self.assertEqual(account.bodies_read(), len(mails))
        self.assertEqual(account.database.totals(), expected_totals(manifest))

    def test_limit_goes_on_where_it_stopped(self) -> None:
        account = open_account(action='move', move_to='Done')
        account.deliver(mails[:20])
        for _ in range(3):
            account.fetch('--limit', 8)
        self.assertEqual(account.column('SELECT message_count FROM tlsrpt.ingest_run ORDER BY started_at'),
                         ['8', '8', '4'])
        self.assertEqual(account.column('SELECT uid FROM tlsrpt.ingest_message ORDER BY uid'),
                         [str(uid) for uid in range(1, 21)])
        self.assertEqual(account.bodies_read(), 20)

    def test_dry_run_shows_and_changes_nothing(self) -> None:
        account = open_account(action='delete', action_rejected='move', rejected_to='Broken', action_no_report='seen')
        account.deliver(mails)
        before = account.database.contents()
        done = account.fetch('--dry-run')
        outcomes = manifest['outcomes']
        self.assertIn(f'{len(mails)} mails: {outcomes["stored"]} stored', done.stdout + done.stderr)
        self.assertIn('UID 1: stored', done.stdout + done.stderr)
        self.assertEqual(account.database.contents(), before)
        self.assertEqual((len(account.uids()), account.flags()), (len(mails), set()))
        self.assertEqual(account.server.folders(account.user), {'INBOX'})

    def test_two_folders(self) -> None:
        account = open_account(folder=['INBOX', 'Junk'])
        account.deliver(mails[:10])
        account.deliver(mails[5:], 'Junk')
        account.fetch()
        totals = account.database.totals()
        self.assertEqual(totals['reports'], manifest['reports'])
        self.assertEqual(totals['counted'], manifest['counted'])
        self.assertEqual(account.column('SELECT folder, done_through FROM tlsrpt.ingest_folder ORDER BY 1'),
                         ['INBOX|10', f'Junk|{len(mails) - 5}'])

    def test_action_seen(self) -> None:
        account = open_account(action='seen')
        account.deliver([*mails[:3], NEWSLETTER])
        account.fetch()
        self.assertEqual([(mail.uid, '\\Seen' in mail.flags) for mail in dovecot.messages(account.user)],
                         [(1, True), (2, True), (3, True), (4, False)])

    def test_action_delete_spares_what_is_not_stored(self) -> None:
        account = open_account(action='delete', action_no_report='seen')
        account.deliver(mails)
        account.fetch()
        kept = account.column("SELECT uid FROM tlsrpt.ingest_message WHERE outcome IN ('rejected', 'no_report')"
                              ' ORDER BY uid')
        self.assertEqual(len(kept), manifest['outcomes']['rejected'] + manifest['outcomes']['no_report'])
        self.assertEqual([str(uid) for uid in account.uids()], kept)

    def test_broken_mails_do_not_stop_the_others(self) -> None:
        broken = mails[0].read_bytes().replace(b'application/tlsrpt+gzip', b'application/tlsrpt+json')
        truncated = broken[:len(broken) - 600]
        account = open_account()
        account.deliver([truncated, b'', b'\xff' * 3000, NEWSLETTER, mails[1]])
        done = account.fetch()
        self.assertEqual(account.column('SELECT outcome FROM tlsrpt.ingest_message ORDER BY uid'),
                         ['rejected', 'no_report', 'no_report', 'no_report', 'stored'])
        reason = account.column('SELECT reason FROM tlsrpt.rejected_document WHERE content IS NOT NULL')
        self.assertEqual(len(reason), 1)
        self.assertRegex(done.stderr, f'^warning: .*INBOX.*UID 1: rejected.*{reason[0]}.*\n$')

    def test_mail_over_the_limit_is_refused_unread(self) -> None:
        account = open_account(action='delete', action_rejected='move', rejected_to='Broken', max_message_bytes=20000)
        account.deliver([mails[0], NEWSLETTER + b'x' * 20000 + b'\r\n', mails[1]])
        account.fetch()
        self.assertEqual(account.bodies_read(), 2)
        self.assertEqual(account.column('SELECT outcome, reason FROM tlsrpt.ingest_message ORDER BY uid'),
                         ['stored|', 'rejected|limit-message-bytes', 'stored|'])
        self.assertEqual((account.uids(), len(account.uids('Broken'))), ([], 1))
        account.fetch()
        self.assertEqual(account.bodies_read(), 2)

    def test_changed_uidvalidity_counts_nothing_twice(self) -> None:
        account = open_account(folder='Reports')
        account.deliver([])
        with dovecot.imap(account.user) as client:
            client.create('Reports')
        account.deliver(mails, 'Reports')
        account.fetch()
        before = account.database.contents(without=('ingest_run', 'ingest_folder', 'ingest_message',
                                                    'ingest_document'))
        with dovecot.imap(account.user) as client:
            client.delete('Reports')
            client.create('Reports')
        account.deliver(mails, 'Reports')
        account.fetch()
        self.assertEqual(account.column('SELECT count(DISTINCT uidvalidity), count(*) FROM tlsrpt.ingest_message'),
                         [f'2|{2 * len(mails)}'])
        self.assertEqual(account.database.contents(without=('ingest_run', 'ingest_folder', 'ingest_message',
                                                            'ingest_document')), before)
        outcomes = manifest['outcomes']
        self.assertEqual(account.column('SELECT stored_count, duplicate_count FROM tlsrpt.ingest_run'
                                        ' ORDER BY started_at'),
                         [f'{outcomes["stored"]}|{outcomes["duplicate"]}',
                          f'0|{outcomes["stored"] + outcomes["duplicate"]}'])

    def test_overlapping_run_leaves_quietly(self) -> None:
        account = open_account()
        account.deliver(mails[:2])
        before = account.database.contents()
        key = f"hashtextextended('tlsrpt {account.user}@localhost INBOX', 0)"
        psql = subprocess.Popen([postgres.programs / 'psql', '-XAtq', '-d', postgres.url(account.database.name)],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(psql.communicate)
        psql.stdin.write(f"SELECT 'locked' FROM pg_advisory_lock({key});\n")
        psql.stdin.flush()
        self.assertEqual(psql.stdout.readline(), 'locked\n')
        done = account.fetch()
        self.assertEqual((done.stdout, done.stderr), ('', ''))
        self.assertEqual(account.database.contents(), before)
        self.assertNotIn(f'<{account.user}>', dovecot.log())

    def test_owed_actions_are_settled_by_a_later_run(self) -> None:
        account = open_account(action='move', move_to='not..possible')
        account.deliver(mails[:5])
        done = account.fetch(expect=SETUP)
        self.assertIn('not..possible', done.stderr)
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_message WHERE action_done_at IS NULL'),
                         ['5'])
        self.assertEqual(account.column('SELECT error IS NULL FROM tlsrpt.ingest_run'), ['f'])
        self.assertEqual(len(account.uids()), 5)
        account.configure(action='move', move_to='Done')
        account.fetch()
        self.assertEqual((account.uids(), len(account.uids('Done'))), ([], 5))
        self.assertEqual(account.bodies_read(), 5)
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_message WHERE action_done_at IS NULL'),
                         ['0'])

    def test_a_target_that_is_read_is_refused(self) -> None:
        for folders, target in ((['INBOX'], 'Inbox'), (['INBOX', 'Junk'], 'Junk')):
            account = open_account(folder=folders, action='move', move_to=target)
            account.deliver(mails[:1])
            self.assertIn('a folder that is read; name another one', account.fetch(expect=SETUP).stderr)
            self.assertEqual(account.uids(), [1])

    def test_a_mail_that_is_read_at_last_is_moved_by_the_next_run(self) -> None:
        account = open_account(action='move', move_to='Done', max_policies=1)
        report = {'organization-name': 'Example', 'report-id': 'two', 'contact-info': 'a@example.com',
                  'date-range': {'start-datetime': '2026-01-01T00:00:00Z', 'end-datetime': '2026-01-01T23:59:59Z'},
                  'policies': [{'policy': {'policy-type': 'sts', 'policy-domain': domain}, 'summary': {}}
                               for domain in ('a.example', 'b.example')]}
        account.deliver([b'Content-Type: application/tlsrpt+json\r\n\r\n' + json.dumps(report).encode()])
        account.fetch()
        self.assertEqual((account.uids(), account.uids('Done')), ([1], []))
        done = tlsrpt('rejected', 'retry', '--database', account.database.postgres.url(account.database.name))
        self.assertEqual(done.returncode, OK, done.stderr)
        account.fetch()
        self.assertEqual((account.uids(), account.uids('Done')), ([], [1]))
        self.assertEqual(account.bodies_read(), 1)

    def test_owed_actions_of_another_uidvalidity_are_void(self) -> None:
        account = open_account(folder='Reports', action='move', move_to='not..possible')
        account.deliver([])
        for delivered in (mails[:5], [NEWSLETTER] * 5):
            with dovecot.imap(account.user) as client:
                client.delete('Reports')
                client.create('Reports')
            account.deliver(delivered, 'Reports')
            account.fetch(expect=SETUP if delivered == mails[:5] else OK)
            account.configure(folder='Reports', action='move', move_to='Done')
        self.assertEqual((len(account.uids('Reports')), account.uids('Done')), (5, []))

    def test_document_that_the_database_refuses(self) -> None:
        account = open_account()
        sample = open_account()
        sample.deliver([mails[7]])
        sample.fetch()
        report_id = sample.column('SELECT report_id FROM tlsrpt.report')[0]
        account.database.sql(f"ALTER TABLE tlsrpt.report ADD CHECK (report_id <> '{report_id}')")
        account.deliver(mails[:16])
        done = account.fetch()
        self.assertEqual(account.column('SELECT uid, reason FROM tlsrpt.ingest_document'
                                        " WHERE outcome = 'rejected' AND reason = 'refused-by-database'"),
                         ['8|refused-by-database'])
        self.assertRegex(done.stderr, 'UID 8: rejected.*refused-by-database')
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.rejected_document'
                                        " WHERE reason = 'refused-by-database' AND content IS NOT NULL"), ['1'])
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_message'), ['16'])
        self.assertEqual(account.column("SELECT count(*) FROM tlsrpt.ingest_message WHERE outcome = 'stored'"),
                         account.column('SELECT count(*) FROM tlsrpt.report'))

    def test_ingest_health_shows_the_runs(self) -> None:
        account = open_account()
        account.deliver(mails)
        account.fetch()
        outcomes = manifest['outcomes']
        self.assertEqual(account.column('SELECT account, folder, run_count, message_count, stored_count,'
                                        ' rejected_count, last_error FROM tlsrpt.ingest_health'),
                         [f'{account.user}@localhost|INBOX|1|{len(mails)}|{outcomes["stored"]}'
                          f'|{outcomes["rejected"]}|'])


class ServerWithoutExtensionsTest(unittest.TestCase):
    def move_with(self, capability: str) -> Account:
        server = self.enterContext(Dovecot(folder / 'plain', capability=capability))
        account = open_account(server, action='move', move_to='Done')
        account.deliver(mails[:4])
        # Somebody else's deletion, which is not ours to complete.
        account.deliver([NEWSLETTER], flags='T')
        wanted = account.message_ids()
        wanted.remove('<letter@example.com>')
        account.fetch()
        self.assertEqual(account.message_ids('Done'), wanted)
        account.fetch()
        self.assertEqual(account.message_ids('Done'), wanted)
        self.assertEqual(account.bodies_read(), 5)
        return account

    def test_without_move(self) -> None:
        self.assertEqual(self.move_with('IMAP4rev1 UIDPLUS').message_ids(), ['<letter@example.com>'])

    def test_without_move_and_uidplus(self) -> None:
        account = self.move_with('IMAP4rev1')
        self.assertEqual(len(account.message_ids()), 5)
        self.assertTrue(all('\\Deleted' in mail.flags for mail in account.server.messages(account.user)))


if __name__ == '__main__':
    unittest.main()
