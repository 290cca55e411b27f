# SPDX-License-Identifier: Apache-2.0
"""What a mail server may say, or keep to itself, while the connection stays."""

import re
import unittest
from collections import Counter

from checkpoints import BODIES, TAGGED_OK, command
from disturbed import DisturbedAccount, Run, Wires
from program import OK, TRY_AGAIN, Databases, Done, generate
from servers import Dovecot, Postgres, scratch
from wire import At, Hook, Piece, Step

MAILS = 24
CPU_SECONDS = 5
BODY = re.compile(rb'^(\* [0-9]+ FETCH \(UID ([0-9]+)) (?:.* )?BODY\[\] \{[0-9]+\}\r\n')


def setUpModule() -> None:
    global folder, databases, dovecot, wires, mails, wanted_contents, wanted_folders
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    wires = unittest.enterModuleContext(Wires(folder / 'wires', postgres, dovecot))
    databases = Databases(postgres)
    # All different: which one of two comes first is not to matter.
    generate(folder / 'mails', MAILS)
    mails = sorted((folder / 'mails').glob('*.eml'))
    undisturbed = open_account()
    undisturbed.run_undisturbed()
    wanted_contents, wanted_folders = undisturbed.contents(), undisturbed.folders()


def open_account(**settings: object) -> DisturbedAccount:
    account = DisturbedAccount(folder, databases, dovecot, wires, **settings)
    account.deliver(mails)
    return account


class Bodies:
    """A hook that counts the bodies on their way, and keeps some of them back."""

    def __init__(self, *withheld: int, instead: str = '', tagged: bytes = b'OK') -> None:
        self.withheld = withheld
        self.instead = instead
        self.tagged = tagged
        self.passed: Counter[int] = Counter()
        self.requests = 0
        self._state = 'passing'

    def __call__(self, piece: Piece) -> bytes:
        if piece.sender == 'client':
            self.requests += BODIES.is_seen_in(piece)
            return piece.data
        if self._state == 'dropping':
            if piece.kind == 'line':
                self._state = 'dropped'
            return b''
        if piece.kind != 'line':
            return piece.data
        if body := BODY.match(piece.data):
            uid = int(body[2])
            if uid in self.withheld:
                self._state = 'dropping'
                return body[1] + self.instead.encode() + b')\r\n' if self.instead else b''
            self.passed[uid] += 1
        elif self._state == 'dropped' and TAGGED_OK.is_seen_in(piece):
            self._state = 'passing'
            return piece.data.replace(b'OK', self.tagged, 1)
        return piece.data


class AnswerTest(unittest.TestCase):
    def run_with(self, account: DisturbedAccount, hook: Hook | None, status: int = OK) -> Done:
        done = account.run(hook, Run(CPU_SECONDS))
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def check_equal(self, account: DisturbedAccount) -> None:
        self.assertEqual(account.contents(), wanted_contents)
        self.assertEqual(account.folders(), wanted_folders)


class WithheldBodyTest(AnswerTest):
    def withhold(self, hook: Bodies) -> None:
        account = open_account(batch_messages=10)
        done = self.run_with(account, hook, TRY_AGAIN)
        self.assertRegex(done.stderr.splitlines()[-1],
                         f'does not give {len(hook.withheld)} mails of folder INBOX, the first with UID '
                         f'{hook.withheld[0]};.*asked for again next time$')
        known = [uid for uid in range(1, MAILS + 1) if uid not in hook.withheld]
        self.assertEqual(account.column('SELECT uid FROM tlsrpt.ingest_message ORDER BY uid'), list(map(str, known)))
        self.assertEqual(account.column('SELECT done_through FROM tlsrpt.ingest_folder'), [str(hook.withheld[0] - 1)])
        self.assertEqual(hook.passed, Counter(known))
        # It is asked for with the others, and once more alone.
        self.assertEqual(hook.requests, 3 + len(hook.withheld))
        healthy = Bodies()
        self.run_with(account, healthy)
        self.assertEqual(healthy.passed, Counter(hook.withheld))
        self.check_equal(account)

    def test_ok_without_the_mail(self) -> None:
        self.withhold(Bodies(7))

    def test_ok_without_the_body(self) -> None:
        self.withhold(Bodies(7, instead=' FLAGS ()'))

    def test_nil(self) -> None:
        self.withhold(Bodies(7, instead=' BODY[] NIL'))

    def test_empty_string(self) -> None:
        """That is a mail, and no report."""
        account = open_account()
        self.run_with(account, Bodies(7, instead=' BODY[] ""'))
        self.assertEqual(account.column("SELECT uid FROM tlsrpt.ingest_message WHERE outcome <> 'stored'"), ['7'])
        self.assertEqual(account.column('SELECT done_through FROM tlsrpt.ingest_folder'), [str(MAILS)])

    def test_no(self) -> None:
        self.withhold(Bodies(7, tagged=b'NO'))

    def test_the_first_and_the_last(self) -> None:
        self.withhold(Bodies(1, MAILS, tagged=b'NO [SERVERBUG]'))

    def test_most_of_them(self) -> None:
        """As long as some come, the others do not keep the run from going on."""
        self.withhold(Bodies(*(uid for uid in range(1, MAILS + 1) if uid % 8), tagged=b'NO'))

    def test_all(self) -> None:
        for batch_messages in 5, 500:
            with self.subTest(batch_messages=batch_messages):
                account = open_account(batch_messages=batch_messages)
                hook = Bodies(*range(1, MAILS + 1), tagged=b'NO')
                done = self.run_with(account, hook, TRY_AGAIN)
                self.assertRegex(done.stderr.splitlines()[-1],
                                 'localhost refused to give mails of folder INBOX: .*; try again later$')
                self.assertLessEqual(hook.requests, 30)
                self.assertEqual(account.column('SELECT count(*) FROM tlsrpt.ingest_message'), ['0'])
                account.run_undisturbed()
                self.check_equal(account)

    def test_no_to_a_list(self) -> None:
        def refuse(piece: Piece) -> bytes:
            return piece.data.split()[0] + b' NO Not now.\r\n'

        for name in 'UID SEARCH', 'UID FETCH':
            with self.subTest(command=name):
                account = open_account()
                hook = At(refuse, command(name), TAGGED_OK, again=name == 'UID SEARCH')
                done = self.run_with(account, hook, TRY_AGAIN if name == 'UID SEARCH' else OK)
                if name == 'UID SEARCH':
                    self.assertRegex(done.stderr, 'localhost refused to list folder INBOX: Not now; try again later')
                    account.run_undisturbed()
                self.check_equal(account)


class UnaskedTest(AnswerTest):
    """A client must take any answer at any time (RFC 3501, section 2.2.2)."""

    # Where an untagged answer may stand; the greeting comes first.
    BEFORE = re.compile(rb'^(?!\* (OK \[CAPABILITY|BYE))(\* |[0-9]+ )')

    def undisturbed_by(self, hook: Hook, **settings: object) -> None:
        account = open_account(**settings)
        done = self.run_with(account, hook)
        self.assertNotIn('going on over a new connection', done.stderr)
        self.check_equal(account)
        self.assertEqual(account.bodies_read(), MAILS)

    def unasked(self, answer: bytes) -> Hook:
        def add(piece: Piece) -> bytes:
            is_place = piece.sender == 'server' and piece.kind == 'line' and self.BEFORE.match(piece.data)
            return answer + piece.data if is_place else piece.data
        return add

    def test_untagged_answers(self) -> None:
        for answer in (b'* XFOO bar', b'* 7 XBAR (a "b") {c}', b'* ESEARCH (TAG "a") UID ALL 1:3', b'* XFOO',
                       b'* OK [XCODE (1 "2")] Still here', b'* NO Disk almost full', b'* BAD What was that',
                       b'* VANISHED (EARLIER) 9000', b'* METADATA "" /shared/comment', b'* QUOTA "" (STORAGE 1 2)',
                       rb'* 1 FETCH (FLAGS (\Seen $x))', rb'* 2 FETCH (UID 2 FLAGS () MODSEQ (12) X-ITEM 1)',
                       b'* 500 EXISTS', b'* 0 RECENT', rb'* FLAGS (\Seen $y)', b'* LIST () "." Other'):
            with self.subTest(answer=answer):
                self.undisturbed_by(self.unasked(answer + b'\r\n'))

    def items(self, added: bytes) -> Hook:
        def add(piece: Piece) -> bytes:
            if piece.sender == 'client' or piece.kind != 'line':
                return piece.data
            return re.sub(rb'^(\* [0-9]+ FETCH \(UID [0-9]+)', lambda found: found[0] + b' ' + added, piece.data)
        return add

    def test_items_of_fetch(self) -> None:
        for item in (b'MODSEQ (12) X-SOMETHING "a (b\\""', b'EMAILID (M1) THREADID NIL',
                     b'SAVEDATE "01-Jan-2026 00:00:00 +0000"', b'X-LIST ((a "b)") (c)) X-NUMBER 1',
                     b'PREVIEW "" X-GM-LABELS (a b)', rb'FLAGS (\Seen)', b'BINARY.SIZE[1] 5'):
            with self.subTest(item=item):
                self.undisturbed_by(self.items(item))


if __name__ == '__main__':
    unittest.main()
