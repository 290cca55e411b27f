# SPDX-License-Identifier: Apache-2.0
"""The mail server, or the way to it, fails in the middle of a run: nothing is lost, nothing is counted twice."""

import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from checkpoints import BODIES, TAGGED_OK, command
from disturbed import DisturbedAccount, Run, Wires
from program import OK, TRY_AGAIN, Databases, Done, generate
from servers import Dovecot, Postgres, scratch
from wire import At, Hook, Piece, Step, Wire, after, cut, drip, hold, inject, replace

MAILS = 20
BATCH_SIZE = 10
# Several times what a run takes, and less than one that spins while it waits.
CPU_SECONDS = 5


class Place(NamedTuple):
    """A point of the talk, what stands in the error text for it, and how many bodies are read once more."""
    steps: tuple[Step, ...]
    command: str
    read_again: int = 0


def from_server(pattern: str) -> Step:
    return Step('server', 'line', pattern)


LITERAL = Step('server', 'literal')
PLACES = {
    'greeting': Place((from_server(r'^\* OK \[CAPABILITY'),), 'the greeting'),
    'capability': Place((command('CAPABILITY'), from_server(r'^\* CAPABILITY')), 'CAPABILITY'),
    'login': Place((command('AUTHENTICATE'),), 'AUTHENTICATE PLAIN'),
    'logged-in': Place((command('AUTHENTICATE'), TAGGED_OK), 'AUTHENTICATE PLAIN'),
    'select': Place((command('SELECT'), from_server('UIDVALIDITY')), 'SELECT'),
    'search': Place((command('UID SEARCH'), from_server(r'^\* SEARCH')), 'UID SEARCH'),
    'describe': Place((from_server('FETCH .*RFC822.SIZE'),), 'UID FETCH'),
    'body-line': Place((from_server(r'BODY\[\] {'),), 'UID FETCH', BATCH_SIZE),
    'literal': Place((LITERAL, LITERAL, LITERAL), 'UID FETCH', BATCH_SIZE),
    'tagged-line': Place((BODIES, TAGGED_OK), 'UID FETCH', BATCH_SIZE),
    'before-move': Place((command('UID MOVE'),), 'UID MOVE'),
    'after-move': Place((command('UID MOVE'), TAGGED_OK), 'UID MOVE'),
}
SLOW = ('greeting', 'search', 'literal', 'after-move')
UNREADABLE = 'answered {} in a way that cannot be understood'


def endless(piece: Piece) -> bytes:
    while not piece.link.over.is_set():
        piece.pass_on(b'x' * 65536)
    return b''


def setUpModule() -> None:
    global folder, postgres, databases, dovecot, mails, wanted_contents, wanted_folders
    # meson sets it; it writes to the 4 GB that libetpan reserves for a giant literal and never touches.
    os.environ.pop('MALLOC_PERTURB_', None)
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    databases = Databases(postgres)
    generate(folder / 'mails', MAILS, '--odd', 30)
    mails = sorted((folder / 'mails').glob('*.eml'))
    undisturbed = open_account()
    undisturbed.run_undisturbed()
    wanted_contents, wanted_folders = undisturbed.contents(), undisturbed.folders()


def open_account(**settings: object) -> DisturbedAccount:
    through = unittest.enterModuleContext(Wires(folder / f'wires{DisturbedAccount.count}', postgres, dovecot))
    account = DisturbedAccount(folder, databases, dovecot, through,
                               **{'batch_messages': BATCH_SIZE, 'answer_timeout': 3} | settings)
    account.deliver(mails)
    for target in account.folders():
        dovecot.deliver(account.user, target, [])
    return account


class MailboxTest(unittest.TestCase):
    def check_equal(self, account: DisturbedAccount) -> None:
        self.assertEqual(account.contents(), wanted_contents)
        self.assertEqual(account.folders(), wanted_folders)


class FaultTest(MailboxTest):
    def run_all(self, hooks: dict[str, Hook], **settings: object) -> dict[str, tuple[DisturbedAccount, Done]]:
        """Most of the time they wait, and may do so together."""
        accounts = [open_account(**settings) for _ in hooks]
        with ThreadPoolExecutor(12) as pool:
            done = pool.map(lambda account, hook: account.run(hook, Run(CPU_SECONDS)), accounts, hooks.values())
        return dict(zip(hooks, zip(accounts, done)))

    def once(self, fault: Hook, reason: str, *names: str) -> None:
        """The run goes on over a new connection and loses nothing, not even time on what is read already."""
        hooks = {name: At(fault, *PLACES[name].steps) for name in names or PLACES}
        for name, (account, done) in self.run_all(hooks).items():
            place = PLACES[name]
            with self.subTest(place=name):
                self.assertEqual((hooks[name].done, done.returncode), (True, OK), done.stderr)
                self.assertRegex(done.stderr, self.message(account, reason, place))
                self.check_equal(account)
                self.assertLessEqual(account.bodies_read(), MAILS + place.read_again)

    def always(self, fault: Hook, reason: str, *names: str) -> None:
        """The run gives up, and the next one finds all that it needs."""
        hooks = {name: At(fault, *PLACES[name].steps, again=True) for name in names or PLACES}
        for name, (account, done) in self.run_all(hooks, reconnects=1).items():
            place = PLACES[name]
            with self.subTest(place=name):
                self.assertEqual(done.returncode, TRY_AGAIN, done.stderr)
                self.assertRegex(done.stderr.splitlines()[-1], self.message(account, reason, place))
                account.run_undisturbed()
                self.check_equal(account)
                self.assertLessEqual(account.bodies_read(), MAILS + 2 * place.read_again)

    def message(self, account: DisturbedAccount, reason: str, place: Place) -> str:
        during = '' if '{}' in reason else f' during {place.command}'
        return (f'localhost:{account.wires.imap.port} {reason.format(place.command)}{during}[^;]*'
                '; try again later')

    def test_cut(self) -> None:
        self.once(after(0.5, cut), '(closed|broke) the connection.*')

    def test_cut_each_time(self) -> None:
        self.always(after(0.5, cut), '(closed|broke) the connection.*', 'greeting', 'search', 'literal',
                    'after-move')

    def test_stall(self) -> None:
        self.once(after(0.5, hold), '(sent nothing for|took longer than) 3 s.*')

    def test_stall_each_time(self) -> None:
        self.always(after(0.5, hold), '(sent nothing for|took longer than) 3 s.*', 'greeting', 'literal', 'after-move')

    def test_one_byte_a_second(self) -> None:
        self.once(drip(1), 'took longer than [0-9] s for an answer of [0-9]+ bytes', *SLOW)

    def test_end_of_the_run(self) -> None:
        """However long each answer may take, and however often the run may go on."""
        hooks = {'literal': At(after(0.5, hold), LITERAL, again=True),
                 'slow': At(drip(1), LITERAL, again=True)}
        for name, (account, done) in self.run_all(hooks, run_timeout=4, answer_timeout=60, reconnects=9).items():
            with self.subTest(fault=name):
                self.assertEqual(done.returncode, TRY_AGAIN, done.stderr)
                self.assertRegex(done.stderr, f'localhost:{account.wires.imap.port} took longer than the [0-4] s that'
                                 ' one run may take during UID FETCH; try again later')
                self.assertRegex(done.stderr.splitlines()[-1], 'run-timeout')
                account.run_undisturbed()
                self.check_equal(account)

    def test_garbage(self) -> None:
        self.once(inject(b'\x00\xff\x80 (garbage" {\r\n'), UNREADABLE, 'greeting', 'select', 'search', 'describe',
                  'tagged-line', 'after-move')
        self.always(inject(b'\x16\x03\x01 \r\n'), UNREADABLE, 'greeting', 'tagged-line')

    def test_known_answers_that_are_malformed(self) -> None:
        """They could tell of mails: to skip them would be to lose these."""
        self.once(inject(b'* 1 FETCH (UID 1 BODY[] x)\r\n'), UNREADABLE, 'tagged-line')
        self.once(inject(b'* SEARCH 1 x\r\n'), UNREADABLE, 'search')

    def test_giant_literal(self) -> None:
        giant = replace(b'* 1 FETCH (UID 1 BODY[] {4000000000}\r\n')
        self.always(giant, '(sent nothing for|took longer than) 3 s.*', 'body-line')

    def test_answer_without_end(self) -> None:
        self.once(endless, 'sent more than [0-9]+ bytes', 'greeting', 'select', 'tagged-line', 'after-move')

    def test_bye(self) -> None:
        places = ('capability', 'select', 'search', 'describe', 'tagged-line', 'after-move')
        bye = inject(b'* BYE [UNAVAILABLE] Going down.\r\n')
        self.once(bye, 'ended the connection during {}: BYE .UNAVAILABLE. Going down', *places)
        self.always(bye, 'ended the connection during {}: BYE .UNAVAILABLE. Going down', 'after-move')

    def test_bad(self) -> None:
        def bad(piece: Piece) -> bytes:
            return piece.data.split()[0] + b' BAD Not today.\r\n'
        self.always(bad, 'did not accept {}: Not today', 'tagged-line', 'after-move')

    def test_farewell(self) -> None:
        """What happens behind the last answer changes nothing."""
        for name, (account, done) in self.run_all({'cut': At(cut, command('LOGOUT')),
                                                   'stall': At(hold, command('LOGOUT'))}).items():
            with self.subTest(fault=name):
                self.assertEqual((done.returncode, 'try again' in done.stderr), (OK, False), done.stderr)
                self.check_equal(account)


class TlsTest(MailboxTest):
    def test_handshake(self) -> None:
        cases = {(fault.__name__, sender, nth): (fault, sender, nth) for fault in (cut, hold)
                 for sender, last in (('client', 4), ('server', 3)) for nth in range(1, last)}

        def run(account: DisturbedAccount, fault: Hook, sender: str, nth: int) -> Done:
            with Wire(('127.0.0.1', dovecot.tls_port), 'raw') as wire:
                config = account.config.read_text().replace(f'port = {account.wires.imap.port}', f'port = {wire.port}')
                account.config.write_text(config.replace('tls = none', f'ca-file = {dovecot.ca_file}'))
                wire.hook = At(after(0.5, fault), Step(sender, 'bytes'), nth=nth)
                done = account.run(None, Run(CPU_SECONDS))
                self.assertTrue(wire.hook.done)
                return done

        accounts = [open_account() for _ in cases]
        with ThreadPoolExecutor(12) as pool:
            ends = pool.map(lambda account, case: run(account, *case), accounts, cases.values())
        for name, account, done in zip(cases, accounts, ends):
            with self.subTest(case=name):
                self.assertEqual(done.returncode, OK, done.stderr)
                self.assertRegex(done.stderr, r'localhost:[0-9]+ .* during [^;]+; try again later')
                self.check_equal(account)
                self.assertEqual(account.bodies_read(), MAILS)


if __name__ == '__main__':
    unittest.main()
