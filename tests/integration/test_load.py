# SPDX-License-Identifier: Apache-2.0
"""tlsrpt load: every kind of file, standard input, and the exit statuses."""

import gzip
import json
import unittest
import zipfile
from pathlib import Path

from program import (OK, REFUSED, SETUP, TRY_AGAIN, USAGE, Database, Databases, Done, expected_totals, generate,
                     report_in, tlsrpt)
from servers import Postgres, scratch

NO_DATABASE = 'postgresql:///reports?host=/nonexistent'


def setUpModule() -> None:
    global folder, postgres, databases, manifest, mails
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)
    manifest = generate(folder / 'mails', 40, '--odd', 20)
    mails = sorted((folder / 'mails').glob('*.eml'))


def load(database: Database, *paths: str | Path, stdin: bytes | None = None) -> Done:
    return tlsrpt('load', '--database', database.url, *paths, stdin=stdin)


def state(path: Path) -> dict[Path, tuple]:
    """Everything below that a reader could change."""
    return {entry: (entry.stat().st_mtime_ns, entry.read_bytes() if entry.is_file() else None)
            for entry in [path, *path.rglob('*')]}


class FileKindTest(unittest.TestCase):
    def gives_all(self, *paths: Path) -> None:
        database = databases.new()
        before = {path: state(path) for path in paths}
        done = load(database, *paths)
        self.assertEqual(done.returncode, REFUSED, done.stderr)
        self.assertEqual(database.totals(), expected_totals(manifest))
        self.assertEqual({path: state(path) for path in paths}, before)

    def gives_one(self, path: Path) -> None:
        database = databases.new()
        before = state(path)
        done = load(database, path)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (OK, '', ''))
        self.assertEqual(state(path), before)
        report = json.loads(report_in(mails[0])[1])
        self.assertEqual(database.sql('SELECT report_id FROM tlsrpt.report'), report['report-id'])
        self.assertEqual(database.totals()['total_successful_session_count'],
                         sum(policy['summary']['total-successful-session-count'] for policy in report['policies']))

    def test_mails(self) -> None:
        self.gives_all(*mails)

    def test_folder(self) -> None:
        self.gives_all(folder / 'mails')

    def test_maildir(self) -> None:
        generate(folder / 'maildir', 40, '--odd', 20, '--format', 'maildir')
        self.gives_all(folder / 'maildir')

    def test_mbox(self) -> None:
        generate(folder / 'mbox', 40, '--odd', 20, '--format', 'mbox')
        self.gives_all(folder / 'mbox' / 'reports.mbox')

    def test_mail(self) -> None:
        self.gives_one(mails[0])

    def test_json(self) -> None:
        path = folder / 'report.json'
        path.write_bytes(report_in(mails[0])[1])
        self.gives_one(path)

    def test_json_gz(self) -> None:
        path = folder / report_in(mails[0])[0]
        path.write_bytes(gzip.compress(report_in(mails[0])[1]))
        self.gives_one(path)

    def test_zip(self) -> None:
        path = folder / 'report.zip'
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('report.json', report_in(mails[0])[1])
        self.gives_one(path)

    def test_zip_of_many(self) -> None:
        path = folder / 'many.zip'
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                archive.writestr(*report_in(mails[number]))
        database = databases.new()
        self.assertEqual(load(database, path).returncode, OK)
        self.assertEqual(database.totals()['reports'], 3)

    def test_folder_of_everything(self) -> None:
        mixed = folder / 'mixed'
        generate(mixed / 'mbox', 40, '--odd', 20, '--format', 'mbox')
        generate(mixed / 'maildir', 40, '--odd', 20, '--format', 'maildir')
        (mixed / 'deep').mkdir()
        (mixed / 'deep' / 'a.json').write_bytes(report_in(mails[0])[1])
        (mixed / 'notes.txt').write_text('no report\n')
        for manifest_file in mixed.glob('*.manifest'):
            manifest_file.unlink()
        database = databases.new()
        self.assertEqual(load(database, mixed).returncode, REFUSED)
        totals = database.totals()
        self.assertEqual({name: totals[name] for name in totals if name != 'outcomes'},
                         {name: value for name, value in expected_totals(manifest).items() if name != 'outcomes'})


class RepeatTest(unittest.TestCase):
    def test_second_load_gives_duplicates(self) -> None:
        database = databases.new()
        load(database, folder / 'mails')
        facts = ('ingest_run', 'ingest_document')
        before = database.contents(without=facts)
        load(database, folder / 'mails')
        self.assertEqual(database.contents(without=facts), before)
        outcomes = manifest['outcomes']
        self.assertEqual(database.sql('SELECT stored_count, duplicate_count FROM tlsrpt.ingest_run'
                                      ' ORDER BY started_at DESC LIMIT 1'),
                         f'0|{outcomes["stored"] + outcomes["duplicate"]}')

    def test_file_and_mail_are_one_report(self) -> None:
        database = databases.new()
        load(database, mails[0])
        path = folder / 'indented.json'
        path.write_text('\ufeff' + json.dumps(json.loads(report_in(mails[0])[1]), indent=4), encoding='utf-8')
        load(database, path)
        self.assertEqual(database.sql('SELECT outcome FROM tlsrpt.ingest_document ORDER BY folder').split(),
                         ['duplicate', 'stored'])

    def test_changed_report_under_the_same_key_is_a_conflict(self) -> None:
        database = databases.new()
        load(database, mails[0])
        before = database.contents(without=('ingest_run', 'ingest_document', 'report_body'))
        report = json.loads(report_in(mails[0])[1])
        report['policies'][0]['summary']['total-successful-session-count'] += 1
        path = folder / 'changed.json'
        path.write_text(json.dumps(report))
        done = load(database, path)
        self.assertEqual(done.returncode, OK)
        self.assertRegex(done.stderr, r'^warning: .*changed\.json.*conflict')
        self.assertEqual(database.contents(without=('ingest_run', 'ingest_document', 'report_body')), before)
        self.assertEqual(database.sql('SELECT count(*) FROM tlsrpt.report_body'), '2')

    def test_load_leaves_no_ledger_rows(self) -> None:
        database = databases.new()
        load(database, folder / 'mails')
        self.assertEqual(database.sql('SELECT count(*) FROM tlsrpt.ingest_message'), '0')
        self.assertEqual(database.sql("SELECT count(*) FROM tlsrpt.ingest_document WHERE folder = "
                                      f"'{mails[0]}' AND outcome = 'stored'"), '1')

    def test_dry_run_changes_nothing(self) -> None:
        database = databases.new()
        before = database.contents()
        done = load(database, '--dry-run', folder / 'mails')
        self.assertIn(f'{manifest["outcomes"]["stored"]} stored', done.stdout)
        self.assertEqual(database.contents(), before)


class BoundTest(unittest.TestCase):
    def test_small_files_that_hold_much_are_committed_earlier(self) -> None:
        """A gzip of 2 kB that holds 20,000 failure details weighs what they take in memory."""
        database = databases.new()
        for number in range(6):
            _, content = report_in(mails[0])
            report = json.loads(content)
            report['report-id'] = f'large-{number}'
            report['policies'][0]['failure-details'] = [{'result-type': 'starttls-not-supported',
                                                         'failed-session-count': 1}] * 20_000
            (folder / 'large').mkdir(exist_ok=True)
            (folder / 'large' / f'{number}.json.gz').write_bytes(gzip.compress(json.dumps(report).encode()))
        done = load(database, '--batch-bytes', 16_000_000, folder / 'large')
        self.assertEqual(done.returncode, OK)
        batches = database.sql('SELECT count(*) FROM tlsrpt.ingest_document GROUP BY xmin::text ORDER BY min(folder)')
        self.assertEqual(batches.splitlines(), ['3', '3'])

    def test_bytes_of_refused_documents_are_kept_up_to_a_bound(self) -> None:
        database = databases.new()
        (folder / 'refused').mkdir()
        for number in range(4):
            broken = f'{{"policies": [], "report-id": {number}, "x": "'.ljust(400, 'x')
            (folder / 'refused' / f'{number}.json').write_text(broken)
        done = tlsrpt('load', '--database', database.url, '--max-rejected-bytes', 1000, folder / 'refused')
        self.assertEqual(done.returncode, REFUSED, done.stderr)
        kept = database.sql("SELECT content IS NOT NULL, detail LIKE '%max-rejected-bytes%' FROM"
                            " tlsrpt.rejected_document ORDER BY folder")
        self.assertEqual(kept.splitlines(), ['t|f', 't|f', 'f|t', 'f|t'])


class ExitStatusTest(unittest.TestCase):
    def test_nothing_refused(self) -> None:
        self.assertEqual(load(databases.new(), mails[0], mails[1]).returncode, OK)

    def test_something_refused(self) -> None:
        path = folder / 'broken.json'
        path.write_text('{"organization-name": "Broken", "report-id": "1", "policies": [')
        database = databases.new()
        done = load(database, path, mails[0])
        self.assertEqual(done.returncode, REFUSED)
        self.assertRegex(done.stderr, r'^warning: .*broken\.json.*malformed-json')
        self.assertEqual(database.totals()['reports'], 1)
        self.assertEqual(database.sql('SELECT reason, folder FROM tlsrpt.rejected_document'),
                         f'malformed-json|{path}')

    def test_no_report_is_not_refused(self) -> None:
        path = folder / 'letter.eml'
        path.write_text('Subject: news\n\nhello\n')
        self.assertEqual(load(databases.new(), path).returncode, OK)

    def test_over_the_limit(self) -> None:
        database = databases.new()
        done = load(database, '--max-message-bytes', '1000', mails[0])
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn('max-message-bytes', done.stderr)

    def test_no_path(self) -> None:
        self.assertEqual(tlsrpt('load').returncode, USAGE)

    def test_missing_path(self) -> None:
        done = load(databases.new(), folder / 'nowhere.eml')
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('nowhere.eml', done.stderr)

    def test_no_server(self) -> None:
        done = tlsrpt('load', '--database', NO_DATABASE, mails[0])
        self.assertEqual(done.returncode, TRY_AGAIN)
        self.assertIn('/nonexistent', done.stderr)

    def test_no_such_database(self) -> None:
        done = tlsrpt('load', '--database', postgres.url('nowhere'), mails[0])
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('nowhere', done.stderr)

    def test_libpq_variables_and_service_file(self) -> None:
        for variables in ({'PGHOST': str(postgres.folder), 'PGUSER': 'loader'}, {'PGSERVICE': 'reports'}):
            with self.subTest(**variables):
                database = databases.new()
                service = folder / 'services.conf'
                service.write_text(f'[reports]\nhost={postgres.folder}\nuser=loader\ndbname={database.name}\n')
                variables |= {'PGDATABASE': database.name, 'PGSERVICEFILE': str(service)}
                self.assertEqual(tlsrpt('load', mails[0], **variables).returncode, OK)
                self.assertEqual(database.totals()['reports'], 1)


if __name__ == '__main__':
    unittest.main()
