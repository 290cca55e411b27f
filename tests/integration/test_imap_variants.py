# SPDX-License-Identifier: Apache-2.0
"""Mail servers differ: in names of folders, in what they offer and say, and in what they allow."""

import re
import unittest

from checkpoints import BODIES, TAGGED_OK, command
from disturbed import DisturbedAccount, Run, Wires
from program import OK, SETUP, TRY_AGAIN, Databases, Done, generate
from servers import Dovecot, Postgres, scratch
from wire import At, Hook, Piece, Step, calling

MAILS = 12
NEWSLETTER = b'Message-ID: <letter@example.com>\r\nSubject: News\r\n\r\nNothing of note.\r\n'
NAMESPACE = """
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
"""
# As a person writes it, and as it goes over the wire within quotes.
FOLDER_NAMES = {
    'TLS Reports': 'TLS Reports',
    'Say "hello"': r'Say \"hello\"',
    'Reports.2026.TLS': 'Reports.2026.TLS',
    'Research & Development': 'Research &- Development',
    'Prüfberichte': 'Pr&APw-fberichte',
    'Отчёты & 報告 🔒': '&BB4EQgRHBFEEQgRL- &- &WDFUSg- &2D3dEg-',
}
COMMAND = re.compile(rb'^[0-9]+ ((?:UID )?[A-Z]+)')


def setUpModule() -> None:
    global folder, postgres, databases, dovecot, wires, mails
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    wires = unittest.enterModuleContext(Wires(folder / 'wires', postgres, dovecot))
    databases = Databases(postgres)
    generate(folder / 'mails', MAILS)
    mails = sorted((folder / 'mails').glob('*.eml'))


class Talk:
    """A hook that notes the commands of the client, and has another one at work meanwhile."""

    def __init__(self, hook: Hook | None = None) -> None:
        self.hook = hook
        self.commands: list[str] = []

    def __call__(self, piece: Piece) -> bytes:
        if piece.sender == 'client' and piece.kind == 'line' and (found := COMMAND.match(piece.data)):
            self.commands.append(found[1].decode())
        return self.hook(piece) if self.hook else piece.data


def answer(words: bytes) -> Hook:
    """In place of the server, which does not get to see the command."""
    def fault(piece: Piece) -> bytes:
        piece.link.send('client', piece.data.split()[0] + b' ' + words + b'\r\n')
        return b''
    return fault


def rewrite(pattern: bytes, text: bytes) -> Hook:
    """Of the server's lines."""
    def fault(piece: Piece) -> bytes:
        is_line = piece.sender == 'server' and piece.kind == 'line'
        return re.sub(pattern, text, piece.data) if is_line else piece.data
    return fault


class VariantTest(unittest.TestCase):
    def open_account(self, server: Dovecot | None = None, through: Wires | None = None,
                     **settings: object) -> DisturbedAccount:
        return DisturbedAccount(folder, databases, server or dovecot, through or wires, **settings)

    def account_of(self, **settings: object) -> DisturbedAccount:
        account = self.open_account(**settings)
        account.deliver(mails)
        return account

    def account_at(self, name: str, server_settings: str = '', capability: str = '',
                   **settings: object) -> DisturbedAccount:
        """On a server of its own."""
        server = self.enterContext(Dovecot(folder / name, settings=server_settings, capability=capability))
        through = self.enterContext(Wires(folder / f'{name}-wires', postgres, server))
        account = self.open_account(server, through, **settings)
        account.deliver(mails)
        return account

    def run_with(self, account: DisturbedAccount, hook: Hook | None = None, status: int = OK) -> Done:
        done = account.run(hook)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def check_moved(self, account: DisturbedAccount, target: str = 'Done', source: str = 'INBOX') -> None:
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.report'), [str(MAILS)])
        self.assertEqual((account.uids(source), len(account.uids(target))), ([], MAILS))
        self.assertEqual(account.bodies_read(), MAILS)


class FolderNameTest(VariantTest):
    def test_names(self) -> None:
        for name, encoded in FOLDER_NAMES.items():
            with self.subTest(name=name):
                account = self.open_account(folder=name, move_to=f'{name} done')
                with dovecot.imap(account.user) as client:
                    client.create(f'"{encoded}"')
                    for mail in mails:
                        client.append(f'"{encoded}"', None, None, mail.read_bytes())
                self.run_with(account)
                self.check_moved(account, f'{encoded} done', encoded)
                self.assertEqual(account.column('SELECT folder FROM tlsrpt.ingest_folder'), [name])

    def test_hierarchy_with_slashes(self) -> None:
        account = self.account_at('slash', NAMESPACE.format(prefix='', separator='/'), move_to='TLS/Reports/Done')
        self.run_with(account)
        self.check_moved(account, 'TLS/Reports/Done')

    def test_namespace_below_inbox(self) -> None:
        account = self.account_at('prefix', NAMESPACE.format(prefix='INBOX.', separator='.'))
        done = self.run_with(account, status=SETUP)
        self.assertRegex(done.stderr.splitlines()[-1],
                         r'localhost refused to (create|move mails to) folder Done: .*; check the options move-to'
                         r'.* such as INBOX\.$')
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.report'), [str(MAILS)])
        self.assertEqual(len(account.uids()), MAILS)
        account.configure(move_to='INBOX.Done')
        self.run_with(account)
        self.check_moved(account, 'INBOX.Done')

    def test_target_that_cannot_be_subscribed(self) -> None:
        account = self.account_of()
        self.run_with(account, At(answer(b'NO [NOPERM] No.'), command('SUBSCRIBE')))
        self.check_moved(account)

    def test_target_that_another_client_makes_meanwhile(self) -> None:
        account = self.account_of()

        def create() -> None:
            with dovecot.imap(account.user) as client:
                client.create('Done')

        self.run_with(account, At(calling(create), command('CREATE')))
        self.check_moved(account)


class OfferTest(VariantTest):
    def test_nothing_is_sent_that_is_not_needed(self) -> None:
        account, talk = self.account_of(), Talk()
        self.run_with(account, talk)
        self.assertEqual(sorted(set(talk.commands)),
                         ['AUTHENTICATE', 'CAPABILITY', 'CREATE', 'LOGOUT', 'SELECT', 'SUBSCRIBE', 'UID FETCH',
                          'UID MOVE', 'UID SEARCH'])

    def test_capabilities_count_from_login_on(self) -> None:
        without = rewrite(rb' MOVE| UIDPLUS', b'')
        before_login = rewrite(rb'(?=.* AUTH=)(CAPABILITY IMAP4rev1)', rb'\1 MOVE UIDPLUS')

        def moved_away(piece: Piece) -> bytes:
            return before_login(piece._replace(data=without(piece)))

        for hook, wanted in (None, 'UID MOVE'), (moved_away, 'UID COPY'), (without, 'UID COPY'):
            with self.subTest(wanted=wanted):
                account, talk = self.account_of(), Talk(hook)
                self.run_with(account, talk)
                self.assertIn(wanted, talk.commands)

    def test_capabilities_told_unasked(self) -> None:
        account, talk = self.account_of(), Talk(rewrite(rb'^([0-9]+ OK) \[CAPABILITY ([^]]*)\] (Logged in)',
                                                        rb'* CAPABILITY \2\r\n\1 \3'))
        self.run_with(account, talk)
        self.check_moved(account)
        self.assertIn('UID MOVE', talk.commands)

    def test_without_uidnext(self) -> None:
        account = self.open_account()
        hook = rewrite(rb'^\* OK \[UIDNEXT.*\n', b'')
        for part in mails[:5], mails[5:]:
            account.deliver(part)
            self.run_with(account, hook)
        self.check_moved(account)
        self.assertEqual(account.column('SELECT done_through FROM tlsrpt.ingest_folder'), [str(MAILS)])

    def test_delete_without_uidplus(self) -> None:
        account = self.account_at('bare', capability='IMAP4rev1', action='delete')
        account.deliver([NEWSLETTER], flags='T')
        for _ in range(2):
            talk = Talk()
            self.run_with(account, talk)
            self.assertNotIn('EXPUNGE', talk.commands)
            self.assertNotIn('CLOSE', talk.commands)
            flags = {mail.uid: '\\Deleted' in mail.flags for mail in account.server.messages(account.user)}
            self.assertEqual(flags, {uid: True for uid in range(1, MAILS + 2)})
        self.assertNotIn('UID STORE', talk.commands)
        self.assertEqual(account.bodies_read(), MAILS + 1)

    def test_idle_refused(self) -> None:
        account, run = self.open_account(poll_interval=1), Run()
        account.deliver(mails[1:])

        def refuse(piece: Piece) -> bytes:
            if len(account.uids('Done')) == MAILS:
                run.process.terminate()
            elif not account.uids():
                account.deliver(mails[:1])
            return answer(b'NO Not here.')(piece)

        with wires.hooked(At(refuse, command('IDLE'), again=True)):
            done = run.to_its_end(account.config, '--watch')
        self.assertEqual((done.returncode, 'new connection' in done.stderr), (OK, False), done.stderr)
        self.check_moved(account)


class RaceTest(VariantTest):
    def test_mail_expunged_between_list_and_fetch(self) -> None:
        describe = command(r'UID FETCH [^ ]+ \(UID RFC822.SIZE')
        for step in describe, BODIES:
            with self.subTest(step=step):
                account = self.account_of()

                def expunge() -> None:
                    with dovecot.imap(account.user) as client:
                        client.select()
                        client.uid('STORE', '3,12', '+FLAGS', r'(\Deleted)')
                        client.expunge()

                self.run_with(account, At(calling(expunge), step))
                self.assertEqual(account.column('SELECT uid FROM tlsrpt.ingest_message ORDER BY uid'),
                                 [str(uid) for uid in range(1, MAILS) if uid != 3])
                self.assertEqual(account.column('SELECT done_through FROM tlsrpt.ingest_folder'), [str(MAILS)])
                self.assertEqual((account.uids(), len(account.uids('Done'))), ([], MAILS - 2))


class RightsTest(VariantTest):
    NO_ACTION = {'action': 'none', 'action_rejected': 'none', 'action_no_report': 'none'}

    def test_examine_leaves_no_trace(self) -> None:
        account, talk = self.account_of(**self.NO_ACTION), Talk()
        self.run_with(account, talk)
        self.assertIn('EXAMINE', talk.commands)
        self.assertNotIn('SELECT', talk.commands)
        with dovecot.imap(account.user) as client:
            client.select()
            self.assertEqual(client.recent()[1], [str(MAILS).encode()])
        self.assertEqual(account.flags(), set())

    def test_files_that_cannot_be_written(self) -> None:
        account = self.account_of(**self.NO_ACTION)
        maildir = dovecot.maildir(account.user)
        self.assertEqual(len(account.uids()), MAILS)
        parts = [maildir, *(path for path in maildir.rglob('*') if path.is_dir())]
        self.addCleanup(lambda: [part.chmod(0o700) for part in parts])
        for part in parts:
            part.chmod(0o500)
        self.run_with(account)
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.report'), [str(MAILS)])

    def test_read_only_folder_and_an_action(self) -> None:
        account = self.account_of()
        hook = rewrite(rb'\[READ-WRITE\]', b'[READ-ONLY]')
        done = self.run_with(account, hook, SETUP)
        self.assertRegex(done.stderr, 'opens folder INBOX for reading only; give user .* or set every action to none')
        account.configure(**self.NO_ACTION)
        self.run_with(account, hook)
        self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.report'), [str(MAILS)])

    def test_quota_of_the_target(self) -> None:
        without_move = rewrite(rb' MOVE', b'')
        for name in 'UID MOVE', 'UID COPY':
            with self.subTest(command=name):
                account = self.account_of(batch_messages=5)
                full = At(answer(b'NO [OVERQUOTA] Quota exceeded.'), command(name), again=True)

                def hook(piece: Piece) -> bytes:
                    return full(piece) if piece.sender == 'client' or name == 'UID MOVE' else without_move(piece)

                done = self.run_with(account, hook, TRY_AGAIN)
                self.assertEqual(done.stderr.splitlines()[-1],
                                 'tlsrpt: localhost refused to move mails to folder Done: Quota exceeded'
                                 '; try again later')
                self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.report'), [str(MAILS)])
                self.assertEqual((len(account.uids()), account.flags()), (MAILS, set()))
                self.run_with(account)
                self.check_moved(account)


if __name__ == '__main__':
    unittest.main()
