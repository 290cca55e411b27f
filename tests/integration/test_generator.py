# SPDX-License-Identifier: Apache-2.0
"""The report generator: equal mails for equal options, and a manifest that the mails bear out."""

import email
import email.policy
import gzip
import json
import os
import subprocess
import tempfile
import unittest
from collections import Counter
from pathlib import Path

OUTCOMES = ('stored', 'duplicate', 'conflict', 'no_report', 'rejected')


def generate(folder: Path, *options: str, zone: str = 'UTC') -> dict:
    manifest = folder.with_suffix('.json')
    subprocess.run([os.environ['TLSRPT_GENERATE'], '--out', folder, '--manifest', manifest, '--count', '400',
                    '--odd', '10', *options], check=True, env=os.environ | {'TZ': zone})
    return json.loads(manifest.read_text())


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def document(mail: bytes) -> bytes | None:
    """The unpacked report; nothing where the mail has none; EOFError where it is cut off."""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == 'application/tlsrpt+gzip':
            return gzip.decompress(part.get_payload(decode=True))
    return None


def totals(mails: list[bytes]) -> tuple[Counter, Counter]:
    """Outcomes, and plain sums of what is to be stored: the first mail with a report wins."""
    outcomes, sums, known = Counter(), Counter(), {}
    for mail in mails:
        try:
            text = document(mail)
        except EOFError:
            outcomes['rejected'] += 1
            continue
        if text is None:
            outcomes['no_report'] += 1
            continue
        report = json.loads(text)
        if 'date-range' not in report:
            outcomes['rejected'] += 1
            continue
        key = (report['organization-name'], report['report-id'], *report['date-range'].values())
        if key in known:
            outcomes['duplicate' if known[key] == text else 'conflict'] += 1
            continue
        known[key] = text
        outcomes['stored'] += 1
        sums['reports'] += 1
        for policy in report['policies']:
            sums['policies'] += 1
            sums.update({f'{name.replace("-", "_")}': count for name, count in policy['summary'].items()})
            for detail in policy.get('failure-details') or []:
                sums['failure_details'] += 1
                sums['failed_session_count'] += detail['failed-session-count']
    return outcomes, sums


class GeneratorTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def test_equal_options_give_equal_bytes(self) -> None:
        self.assertEqual(generate(self.folder / 'a'), generate(self.folder / 'b', zone='Asia/Tokyo'))
        self.assertEqual(files(self.folder / 'a'), files(self.folder / 'b'))

    def test_another_seed_gives_other_mails(self) -> None:
        generate(self.folder / 'a')
        generate(self.folder / 'b', '--seed', '2')
        self.assertNotEqual(files(self.folder / 'a'), files(self.folder / 'b'))

    def test_manifest_is_the_sum_of_the_mails(self) -> None:
        manifest = generate(self.folder / 'a')
        mails = list(files(self.folder / 'a').values())
        outcomes, sums = totals(mails)
        self.assertEqual(manifest['mails'], len(mails))
        self.assertEqual(manifest['mail_bytes'], sum(map(len, mails)))
        self.assertEqual(manifest['outcomes'], {name: outcomes[name] for name in OUTCOMES})
        self.assertEqual({name: manifest[name] for name in sums}, sums)
        self.assertTrue(all(outcomes[name] for name in OUTCOMES))

    def test_formats_hold_the_same_mails(self) -> None:
        generate(self.folder / 'eml')
        generate(self.folder / 'maildir', '--format', 'maildir')
        generate(self.folder / 'mbox', '--format', 'mbox')
        mails = [mail.replace(b'\r\n', b'\n') for mail in files(self.folder / 'eml').values()]
        self.assertEqual(list(files(self.folder / 'maildir' / 'new').values()), mails)
        mbox = (self.folder / 'mbox' / 'reports.mbox').read_bytes()
        for mail in mails:
            self.assertIn(b'\n' + mail + b'\n', mbox)


if __name__ == '__main__':
    unittest.main()
