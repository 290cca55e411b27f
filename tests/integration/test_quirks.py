# SPDX-License-Identifier: Apache-2.0
"""Every shape of report that must be read or refused: tests/fixtures/quirks, two files a shape.

Q01-name.json (.eml, .mbox, .json.gz, .zip) is what arrives, Q01-name.expected.json what tlsrpt inspect says of it, an
element a mail or document, without the path. TLSRPT_UPDATE_GOLDEN=1 writes the expectations; look at the difference.
"""

import difflib
import json
import os
import re
import unittest
from collections.abc import Iterator
from pathlib import Path

from program import OK, REFUSED, Databases, tlsrpt
from servers import Postgres, scratch

ROOT = Path(os.environ.get('TLSRPT_SOURCE_ROOT', Path(__file__).resolve().parents[2]))
QUIRKS = ROOT / 'tests' / 'fixtures' / 'quirks'
GOLDEN = '.expected.json'
IDS = {f'Q{number:02}' for number in range(1, 36)}
GENERATED = {'Q34'}  # by GiantTest: too big to be kept
WARNING = re.compile(r'WarningInfo\{(\w+),\s*("(?:[^"\\]|\\.)*"(?:,\s*"(?:[^"\\]|\\.)*"){3})\}')


def golden_of(fixture: Path) -> Path:
    return QUIRKS / (Path(fixture.name.removesuffix('.gz')).stem + GOLDEN)


def inspect(*paths: Path) -> dict[Path, list[dict]]:
    """What the program says of each path: an element a mail or document."""
    done = tlsrpt('inspect', '--format', 'json', *paths)
    if done.returncode not in (OK, REFUSED) or done.stderr:
        raise RuntimeError(f'inspect: {done.returncode}\n{done.stderr}')
    seen: dict[Path, list[dict]] = {path: [] for path in paths}
    for line in done.stdout.splitlines():
        message = json.loads(line)
        seen[Path(message.pop('path'))].append(message)
    return seen


def pretty(messages: list[dict]) -> str:
    return json.dumps(messages, indent=2, ensure_ascii=False) + '\n'


def warning_table() -> list[tuple[str, ...]]:
    """Code, quirk, meaning and reporters, as compiled into the program."""
    source = (ROOT / 'src' / 'report' / 'warning.cc').read_text()
    source = re.sub(r'"\s*\n\s*"', '', source)
    return [tuple(json.loads(f'[{texts}]')) for _, texts in WARNING.findall(source)]


def setUpModule() -> None:
    global folder, databases, fixtures, seen
    folder = unittest.enterModuleContext(scratch())
    databases = Databases(unittest.enterModuleContext(Postgres(folder / 'pg')))
    fixtures = sorted(path for path in QUIRKS.iterdir() if not path.name.endswith(GOLDEN))
    seen = inspect(*fixtures)
    if os.environ.get('TLSRPT_UPDATE_GOLDEN') == '1':
        for fixture, messages in seen.items():
            golden_of(fixture).write_text(pretty(messages))


def documents() -> Iterator[dict]:
    for fixture in fixtures:
        for message in json.loads(golden_of(fixture).read_text()):
            yield from message['documents']


class ShapeTest(unittest.TestCase):
    def test_each_fixture(self) -> None:
        for fixture in fixtures:
            with self.subTest(fixture.name):
                golden = golden_of(fixture)
                self.assertTrue(golden.exists(), f'no {golden.name}; TLSRPT_UPDATE_GOLDEN=1 makes it')
                difference = difflib.unified_diff(golden.read_text().splitlines(), pretty(seen[fixture]).splitlines(),
                                                  golden.name, 'inspect', lineterm='')
                if lines := list(difference):
                    self.fail('\n'.join(lines))

    def test_no_mail_is_a_report_by_mistake(self) -> None:
        for fixture in (fixture for fixture in fixtures if fixture.name.startswith('Q35')):
            with self.subTest(fixture.name):
                self.assertEqual([message['documents'] for message in seen[fixture]], [[]])


class CompletenessTest(unittest.TestCase):
    def test_each_shape_has_a_fixture(self) -> None:
        self.assertEqual({fixture.name[:3] for fixture in fixtures} | GENERATED, IDS)

    def test_each_warning_has_a_fixture(self) -> None:
        earned = {code for document in documents() for code in document.get('report', {}).get('warning_codes', [])}
        self.assertEqual({code for code, *_ in warning_table()}, earned)

    def test_each_expectation_has_one_fixture(self) -> None:
        goldens = [golden_of(fixture).name for fixture in fixtures]
        self.assertEqual({name for name in goldens if goldens.count(name) > 1}, set())
        self.assertEqual(set(goldens), {golden.name for golden in QUIRKS.glob('*' + GOLDEN)})

    def test_warnings_are_documented(self) -> None:
        text = (ROOT / 'docs' / 'warnings.md').read_text()
        rows = re.findall(r'(?m)^\| `([a-z0-9-]+)` \| (.*?) \| (.*?) \| (.*?) ?\|$', text)
        self.assertEqual(rows, warning_table())

    def test_warnings_can_be_looked_up(self) -> None:
        rows = databases.new('reader').json(
            "SELECT json_agg(json_build_array(warning_code, quirk, meaning, coalesce(known_for, '')) ORDER BY 1)"
            ' FROM tlsrpt.warning_code')
        self.assertEqual(sorted(map(tuple, rows)), warning_table())


class DatabaseTest(unittest.TestCase):
    """What only several reports together show, and that PostgreSQL takes them all."""

    def load(self, *names: str) -> dict:
        database = databases.new()
        done = tlsrpt('load', '--database', database.url, *(QUIRKS / name for name in names))
        self.assertEqual((done.returncode, done.stderr), (OK, ''))
        return database.totals()

    def outcomes(self, *names: str) -> dict[str, int]:
        return {name: count for name, count in self.load(*names)['outcomes'].items() if count}

    def test_equal_ids_of_others_are_other_reports(self) -> None:
        self.assertEqual(self.outcomes('Q04-two-organizations-one-id.mbox'), {'stored': 2})
        self.assertEqual(self.outcomes('Q04-several-ids-a-day.mbox'), {'stored': 2})

    def test_the_same_report_again_counts_once(self) -> None:
        self.assertEqual(self.outcomes('Q05-same-report-again.mbox'), {'stored': 1, 'duplicate': 2})
        self.assertEqual(self.load('Q05-same-report-again.mbox')['total_successful_session_count'], 5)

    def test_sums_of_giants(self) -> None:
        totals = self.load('Q11-counts-above-64-bits.json')
        self.assertEqual(totals['total_successful_session_count'] + totals['total_failure_session_count'], 2 * 10**12)

    def test_sessions_count_once(self) -> None:
        totals = self.load('Q20-same-sessions-twice.json')
        self.assertEqual(totals['total_successful_session_count'], 8)
        self.assertEqual(totals['counted'], {'successful': 6, 'failure': 1, 'failed_session_count': 1})

    def test_all_can_be_stored(self) -> None:
        database = databases.new()
        done = tlsrpt('load', '--database', database.url, *fixtures)
        self.assertEqual(done.returncode, REFUSED, done.stderr)
        self.assertEqual(set(database.sql('SELECT report_key FROM tlsrpt.report').split()),
                         {document['report']['report_key'] for document in documents() if 'report' in document})
        reasons = database.sql("SELECT reason FROM tlsrpt.ingest_document WHERE outcome = 'rejected'")
        self.assertEqual(set(reasons.split()),
                         {document['rejected']['reason'] for document in documents() if 'rejected' in document})


def report_json(policies: list[dict]) -> bytes:
    return json.dumps({
        'organization-name': 'Reporter Inc.', 'contact-info': 'tls@reporter.example', 'report-id': 'giant',
        'date-range': {'start-datetime': '2025-06-03T00:00:00Z', 'end-datetime': '2025-06-03T23:59:59Z'},
        'policies': policies}).encode()


def policy_of(details: int) -> dict:
    return {'policy': {'policy-type': 'sts', 'policy-domain': 'example.com'},
            'summary': {'total-successful-session-count': 1, 'total-failure-session-count': details},
            'failure-details': [{'result-type': 'certificate-expired', 'failed-session-count': 1}] * details}


def nested_multiparts(levels: int) -> bytes:
    return b''.join(b'Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n' % (level, level)
                    for level in range(levels))


class GiantTest(unittest.TestCase):
    """Q34: read, or refused at a limit."""

    def document(self, name: str, content: bytes) -> dict:
        path = folder / name
        path.write_bytes(content)
        [message] = inspect(path)[path]
        [document] = message['documents']
        return document

    def refused(self, name: str, content: bytes, reason: str) -> None:
        with self.subTest(name):
            self.assertEqual(self.document(name, content)['rejected']['reason'], reason)

    def test_headers(self) -> None:
        report = b'Content-Type: application/tlsrpt+json\r\n\r\n' + report_json([])
        for name, more in (('one.eml', b' long'), ('folded.eml', b'\r\n folded'),
                           ('many.eml', b'\r\nReceived: from mx')):
            for size in (10_000_000, 500_000):
                mail = b'Subject: a' + more * (size // len(more)) + b'\r\n' + report
                if size > 1_000_000:
                    self.refused(name, mail, 'limit-header-bytes')
                else:
                    self.assertEqual(self.document(name, mail)['report']['report_id'], 'giant')

    def test_failure_details(self) -> None:
        document = self.document('details.json', report_json([policy_of(100_000)]))
        [policy] = document['report']['policies']
        self.assertEqual((len(policy['failure_details']), policy['undetailed_failure_count']), (100_000, 0))
        self.refused('more-details.json', report_json([policy_of(200_001)]), 'limit-failure-details')

    def test_policies(self) -> None:
        self.refused('policies.json', report_json([policy_of(0)] * 10_001), 'limit-policies')

    def test_parts(self) -> None:
        mail = b'Content-Type: multipart/mixed; boundary=b\r\n\r\n' + b'--b\r\n\r\nhello\r\n' * 10_000 + b'--b--\r\n'
        self.refused('parts.eml', mail, 'limit-parts')

    def test_nesting(self) -> None:
        self.refused('multiparts.eml', nested_multiparts(500), 'limit-nesting')
        self.refused('mails.eml', b'Content-Type: message/rfc822\r\n\r\n' * 500, 'limit-nesting')
        self.refused('nesting.json', b'{"policies":' + b'[' * 500 + b']' * 500 + b'}', 'limit-json-depth')


if __name__ == '__main__':
    unittest.main()
