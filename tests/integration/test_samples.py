# SPDX-License-Identifier: Apache-2.0
"""Published reports of many reporters: each gives exactly its totals in an empty database of its own."""

import csv
import os
import unittest
from pathlib import Path

from program import OK, REFUSED, Database, Databases, Done, tlsrpt
from servers import Postgres, scratch

ROOT = Path(os.environ.get('TLSRPT_SOURCE_ROOT', Path(__file__).resolve().parents[2]))
SAMPLES = Path(os.environ.get('TLSRPT_SAMPLES', ROOT.parent / 'shared' / 'samples'))

TOTALS = """
SELECT (SELECT count(*) FROM tlsrpt.report),
       count(*), coalesce(sum(total_successful_session_count), 0), coalesce(sum(total_failure_session_count), 0),
       (SELECT count(*) FROM tlsrpt.failure_detail),
       (SELECT coalesce(sum(failed_session_count), 0) FROM tlsrpt.failure_detail)
FROM tlsrpt.policy
"""
COLUMNS = ('reports', 'policies', 'successful', 'failed', 'detail_rows', 'sum_failed_session_count')


def setUpModule() -> None:
    global databases, samples
    if not (SAMPLES / 'INDEX.tsv').exists():
        raise unittest.SkipTest('samples folder not there')
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)
    with open(SAMPLES / 'INDEX.tsv', newline='', encoding='utf-8') as index:
        samples = list(csv.DictReader(index, delimiter='\t', quoting=csv.QUOTE_NONE))


def load(name: str) -> tuple[Database, Done]:
    database = databases.new()
    return database, tlsrpt('load', '--database', database.url, SAMPLES / name)


class SamplesTest(unittest.TestCase):
    def test_good_ones_give_their_totals(self) -> None:
        good = [sample for sample in samples if sample['status'] == 'ok']
        self.assertGreater(len(good), 60)
        for sample in good:
            with self.subTest(sample['file']):
                database, done = load(sample['file'])
                self.assertEqual((done.returncode, done.stderr), (OK, ''))
                self.assertEqual(database.sql(TOTALS), '|'.join(sample[column] for column in COLUMNS))

    def test_others_are_refused_or_repaired(self) -> None:
        for sample in (sample for sample in samples if sample['status'] != 'ok'):
            with self.subTest(sample['file']):
                database, done = load(sample['file'])
                reasons = database.sql('SELECT reason FROM tlsrpt.rejected_document').split()
                warnings = database.sql('SELECT unnest(warning_codes) FROM tlsrpt.report').split()
                if sample['status'] == 'malformed-json' and 'json-repaired' in warnings:
                    self.assertEqual((done.returncode, reasons), (OK, []))
                else:
                    self.assertEqual((done.returncode, reasons), (REFUSED, [sample['status']]))


if __name__ == '__main__':
    unittest.main()
