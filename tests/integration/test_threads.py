# SPDX-License-Identifier: Apache-2.0
"""Several threads decode, one commits: what comes into the tables does so in the order of the mails."""

import gzip
import json
import unittest
from pathlib import Path

from account import Account
from program import OK, REFUSED, SETUP, Database, Databases, Done, expected_totals, generate, report_in, tlsrpt
from servers import Dovecot, Postgres, scratch

THREADS = 4
BATCH = 7
DETAILS = 5_000


def setUpModule() -> None:
    global folder, postgres, dovecot, databases, manifest, mails
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))
    databases = Databases(postgres)
    manifest = generate(folder / 'mails', 300, '--odd', 20)
    mails = sorted((folder / 'mails').glob('*.eml'))


def load(database: Database, path: Path, *options: str | int) -> Done:
    return tlsrpt('load', '--database', database.url, '--decode-threads', THREADS, '--batch-messages', BATCH,
                  *options, path)


def committed(database: Database) -> list[list[str]]:
    """The files of each transaction that brought documents, in the order of the transactions."""
    rows = database.sql("SELECT string_agg(DISTINCT folder, ' ') FROM tlsrpt.ingest_document"
                        ' GROUP BY xmin::text ORDER BY xmin::text::bigint')
    return [sorted(Path(path).name for path in line.split()) for line in rows.splitlines()]


class OrderTest(unittest.TestCase):
    def test_mails_of_a_mailbox(self) -> None:
        account = Account(folder, databases, dovecot, decode_threads=THREADS, batch_messages=BATCH)
        account.deliver(mails)
        account.fetch()
        batches = account.column('SELECT min(uid), max(uid), count(*) FROM tlsrpt.ingest_message'
                                 ' GROUP BY xmin::text ORDER BY xmin::text::bigint')
        firsts = range(1, len(mails) + 1, BATCH)
        lasts = [min(first + BATCH - 1, len(mails)) for first in firsts]
        self.assertEqual(batches, [f'{first}|{last}|{last - first + 1}' for first, last in zip(firsts, lasts)])
        self.assertEqual(account.column('SELECT done_through FROM tlsrpt.ingest_folder'), [str(len(mails))])
        self.assertEqual(account.database.totals(), expected_totals(manifest))

    def test_files(self) -> None:
        database = databases.new()
        self.assertEqual(load(database, folder / 'mails').returncode, REFUSED)
        self.check_order(database)
        self.assertEqual(database.totals(), expected_totals(manifest))

    def test_what_takes_long_keeps_the_others_waiting(self) -> None:
        place = folder / 'slow'
        place.mkdir()
        name, content = report_in(mails[0])
        report = json.loads(content)
        detail = {'result-type': 'starttls-not-supported', 'failed-session-count': 1}
        for number in range(40):
            report['report-id'] = str(number)
            report['policies'][0]['failure-details'] = [detail] * (DETAILS if number % 10 == 0 else 0)
            (place / f'{number:02}-{name}').write_bytes(gzip.compress(json.dumps(report).encode(), 1))
        database = databases.new()
        done = load(database, place, '--batch-bytes', 100_000_000)
        self.assertEqual(done.returncode, OK, done.stderr)
        self.check_order(database)
        self.assertEqual(database.totals()['reports'], 40)

    def check_order(self, database: Database) -> None:
        batches = committed(database)
        self.assertGreater(len(batches), 4)
        self.assertLessEqual(max(map(len, batches)), BATCH)
        names = [name for batch in batches for name in batch]
        self.assertEqual(names, sorted(names))


class FirstErrorTest(unittest.TestCase):
    def test_what_was_read_before_it_is_committed(self) -> None:
        place = folder / 'broken'
        generate(place, 40)
        files = sorted(place.glob('*.eml'))
        files[25].unlink()
        files[25].symlink_to(files[25].name)
        database = databases.new()
        done = load(database, place)
        self.assertEqual(done.returncode, SETUP)
        self.assertRegex(done.stderr, f'^tlsrpt: cannot read {files[25]}: [^\n]*\n$')
        self.assertEqual(sum(committed(database), []), [file.name for file in files[:25]])
        self.assertEqual(database.sql("SELECT message_count, error LIKE 'cannot read %' FROM tlsrpt.ingest_run"), '25|t')


if __name__ == '__main__':
    unittest.main()
