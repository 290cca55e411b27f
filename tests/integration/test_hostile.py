# SPDX-License-Identifier: Apache-2.0
"""What hostile input costs: each bound is hit for its own reason, and the peak of memory stays below its own."""

import io
import json
import re
import unittest
import zipfile
import zlib
from base64 import b64encode, encodebytes
from collections import Counter
from collections.abc import Iterable, Iterator

from program import OK, REFUSED, Databases, peak_of
from servers import Postgres, scratch

MB, GB = 1_000_000, 1_000_000_000
SMALL, LIMIT = 64 * MB, 400 * MB  # of resident memory: while every JSON is up to 1 MB; at the limits
DETAIL = {'result-type': 'certificate-expired', 'sending-mta-ip': '192.0.2.1', 'failed-session-count': 1}
TINY = b'{"receiving-ip":0}'  # the smallest failure detail that says something
END = re.compile(r'  (report |rejected .*?: (?P<reason>[a-z-]+) )|.*"report":')
REPORT = {'organization-name': 'Example', 'contact-info': 'tls@example.net', 'report-id': 'id',
          'date-range': {'start-datetime': '2026-01-01T00:00:00Z', 'end-datetime': '2026-01-01T23:59:59Z'},
          'policies': [{'policy': {'policy-type': 'sts', 'policy-domain': 'example.com', 'mx-host': ['#']},
                        'summary': {'total-successful-session-count': 1, 'total-failure-session-count': 1},
                        'failure-details': ['##']}]}


def as_json(value: object) -> bytes:
    return json.dumps(value, separators=(',', ':')).encode()


def repeated(piece: bytes, size: int) -> Iterator[bytes]:
    """Up to `size` bytes, in pieces of up to 1 MB."""
    block = piece * min(MB // len(piece), size // len(piece))
    return (block for _ in range(size // len(block)))


def report(size: int, element: bytes = as_json(DETAIL), place: bytes = b'"##"') -> Iterator[bytes]:
    """A report with as many failure details, or at place "#" hosts, as fit into `size`."""
    head, tail = as_json(REPORT).split(place)
    yield head
    if size:
        yield from repeated(element + b',', size)
    yield element + tail


def gzipped(pieces: Iterable[bytes], level: int = 1) -> bytes:
    compressor = zlib.compressobj(level, zlib.DEFLATED, 31)
    return b''.join(map(compressor.compress, pieces)) + compressor.flush()


def zipped(entries: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, pieces in entries:
            with file.open(name, 'w') as entry:
                for piece in pieces:
                    entry.write(piece)
    return archive.getvalue()


def part(content: bytes, content_type: str = 'application/tlsrpt+gzip') -> bytes:
    return (f'Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode()
            + encodebytes(content))


def mail(*parts: bytes) -> bytes:
    head = b'TLS-Report-Domain: example.com\r\nMIME-Version: 1.0\r\n'
    if len(parts) == 1:
        return head + parts[0]
    return head + b'\r\n--b\r\n'.join((b'Content-Type: multipart/mixed; boundary=b\r\n', *parts))


def setUpModule() -> None:
    global folder, databases
    folder = unittest.enterModuleContext(scratch())
    databases = Databases(unittest.enterModuleContext(Postgres(folder / 'pg')))


class HostileTest(unittest.TestCase):
    def inspect(self, name: str, content: Iterable[bytes] | bytes, form: str) -> tuple[int, Counter[str], int]:
        """Exit status, how many documents met which end, and the peak of resident memory in bytes."""
        with open(folder / name, 'wb') as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        with open(folder / 'out', 'w+', encoding='utf-8') as out:
            status, peak = peak_of('inspect', '--config', '/dev/null', '--format', form, folder / name, stdout=out)
            out.seek(0)
            found = (END.match(line) for line in out)
            ends = Counter(end['reason'] or 'report' for end in found if end)
        (folder / name).unlink()
        return status, ends, peak

    def costs(self, bound: int, name: str, content: Iterable[bytes] | bytes, form: str = 'text',
              **ends: int) -> None:
        """Underscores in `ends` stand for hyphens."""
        status, found, peak = self.inspect(name, content, form)
        print(f'{name}: {peak // MB} MB')
        self.assertEqual(found, Counter({end.replace('_', '-'): count for end, count in ends.items()}))
        self.assertEqual(status, OK if set(ends) == {'report'} else REFUSED)
        self.assertLess(peak, bound)

    def test_gzip_bomb_of_zeros(self) -> None:
        self.costs(SMALL, 'zeros.json.gz', gzipped(repeated(bytes(1000), GB)), limit_document_bytes=1)

    def test_gzip_bomb_of_json(self) -> None:
        self.costs(SMALL, 'json.json.gz', gzipped(report(GB)), limit_document_bytes=1)

    def test_bomb_in_a_mail(self) -> None:
        self.costs(SMALL, 'bomb.eml', mail(part(gzipped(report(GB)))), limit_document_bytes=1)

    def test_small_bomb(self) -> None:
        self.costs(SMALL, 'ratio.json.gz', gzipped(repeated(bytes(1000), 12 * MB), 9), limit_ratio=1)

    def test_zip_bomb(self) -> None:
        bomb = zipped((f'{number}.json', repeated(bytes(1000), 100 * MB)) for number in range(5))
        self.costs(SMALL, 'bomb.zip', bomb, limit_document_bytes=1)

    def test_zip_of_many_files(self) -> None:
        bomb = zipped((f'{number}.json', [b'{}']) for number in range(10_000))
        self.costs(SMALL, 'many.zip', bomb, limit_archive_entries=1)

    def test_zip_of_big_documents(self) -> None:
        bomb = zipped((f'{number}.json', [b'{', *repeated(b' ' * 1000, 18 * MB)]) for number in range(5))
        self.costs(LIMIT, 'big.zip', bomb, malformed_json=2, limit_total_bytes=1)

    def test_nested_archives(self) -> None:
        inner = b'{}'
        for _ in range(50):
            inner = gzipped([inner])
        self.costs(SMALL, 'nested.json.gz', inner, limit_archive_nesting=1)

    def test_parts(self) -> None:
        self.costs(SMALL, 'parts.eml', mail(*[b'\r\n' + b'x' * 1550] * 10_000), limit_parts=1)

    def test_nesting(self) -> None:
        levels = (f'Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n'.encode()
                  for level in range(500))
        self.costs(SMALL, 'nesting.eml', mail(b''.join(levels)), limit_nesting=1)

    def test_header(self) -> None:
        self.costs(SMALL, 'header.eml', mail(b'X: ' + b'x' * 10 * MB + b'\r\n\r\nbody'), limit_header_bytes=1)

    def test_mail_over_the_limit(self) -> None:
        self.costs(SMALL, 'over.eml', mail(part(bytes(13 * MB))), limit_message_bytes=1)

    def test_line_of_base64(self) -> None:
        line = b'Content-Type: application/tlsrpt+json\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        self.costs(LIMIT, 'line.eml', mail(line + b64encode(b''.join(report(10 * MB)))), report=1)

    def test_details(self) -> None:
        details = report(199_000 * (len(as_json(DETAIL)) + 1))
        self.costs(LIMIT, 'details.json.gz', gzipped(details), report=1)

    def test_details_as_json(self) -> None:
        details = report(199_000 * (len(as_json(DETAIL)) + 1))
        self.costs(LIMIT, 'details.json.gz', gzipped(details), 'json', report=1)

    def test_details_over_the_limit(self) -> None:
        self.costs(LIMIT, 'over.json.gz', gzipped(report(19 * MB, TINY)), limit_failure_details=1)

    def test_small_details(self) -> None:
        self.costs(SMALL, 'small.json', report(999_000, TINY), report=1)

    def test_empty_details(self) -> None:
        self.costs(SMALL, 'empty.json', report(599_000, b'{}'), report=1)

    def test_empty_details_over_the_limit(self) -> None:
        self.costs(LIMIT, 'empty.json.gz', gzipped(report(19 * MB, b'{}')), limit_failure_details=1)

    def test_hosts(self) -> None:
        self.costs(LIMIT, 'hosts.json.gz', gzipped(report(19 * MB, b'"a"', b'"#"')), limit_policy_lines=1)

    def test_hosts_in_one_text(self) -> None:
        text = b'"' + b'a\\n' * 6 * MB + b'"'
        self.costs(LIMIT, 'text.json.gz', gzipped(report(0, text, b'["#"]')), limit_policy_lines=1)

    def test_policies(self) -> None:
        numbers = [b'{"policies":[', *repeated(b'0,', 19 * MB), b'0]}']
        self.costs(LIMIT, 'policies.json.gz', gzipped(numbers), no_date_range=1)

    def test_controls_to_repair(self) -> None:
        controls = report(19 * MB, b'"' + bytes([1]) * 1000 + b'"', b'"#"')
        self.costs(LIMIT, 'controls.json.gz', gzipped(controls), report=1)

    def test_brackets(self) -> None:
        brackets = [b'{"policies":', *repeated(b'[', 19 * MB), b'}']
        self.costs(LIMIT, 'brackets.json.gz', gzipped(brackets), limit_json_depth=1)

    def test_depth(self) -> None:
        self.costs(SMALL, 'depth.json', b'{"policies":' + b'[' * 33 + b']' * 33 + b'}', limit_json_depth=1)

    def test_bombs_in_one_mail(self) -> None:
        bomb = part(gzipped(report(17 * MB), 9))
        self.costs(LIMIT, 'bombs.eml', mail(*[bomb] * 20), report=1, limit_failure_details=1, limit_total_bytes=18)

    def test_documents_in_one_mail(self) -> None:
        document = part(gzipped(report(599_000, TINY), 9))
        self.costs(SMALL, 'documents.eml', mail(*[document] * 500), report=2, limit_failure_details=64,
                   limit_total_bytes=434)

    def test_mbox(self) -> None:
        one = b'From a@example.net Thu Jan  1 00:00:00 2026\n' + mail(part(gzipped(report(2000)))) + b'\n'
        self.costs(SMALL, 'mbox', [one] * 5000, report=5000)


class LoadTest(unittest.TestCase):
    """The same bounds with all that a batch keeps until it is committed."""

    def costs(self, bound: int, name: str, content: Iterable[bytes], query: str, answer: object,
              wanted: int = OK, prepare: str = '') -> None:
        path = folder / name
        with open(path, 'wb') as file:
            file.writelines(content)
        database = databases.new()
        database.sql(prepare)
        status, peak = peak_of('load', '--config', '/dev/null', '--database', database.url, path)
        path.unlink()
        print(f'load {name}: {peak // MB} MB')
        self.assertEqual((status, database.sql(query)), (wanted, str(answer)))
        self.assertLess(peak, bound)

    def test_details(self) -> None:
        details = report(199_000 * (len(as_json(DETAIL)) + 1))
        self.costs(LIMIT, 'details.json.gz', [gzipped(details)],
                   'SELECT sum(detail_count) > 190000 FROM tlsrpt.failure_daily', 't')

    def test_small_details(self) -> None:
        self.costs(SMALL, 'small.json', report(999_000, TINY),
                   'SELECT count(*) > 50000 FROM tlsrpt.failure_detail', 't')

    def test_mails_that_hold_many_details(self) -> None:
        mails = [b'From a@example.net Thu Jan  1 00:00:00 2026\n' + mail(part(gzipped(report(500_000)))) + b'\n'] * 100
        self.costs(SMALL, 'mbox', mails, 'SELECT message_count FROM tlsrpt.ingest_run', 100)

    def of_many_mails(self, content: bytes, status: int) -> None:
        """Mails of some kB that are 900 kB in memory, while PostgreSQL is slow to take them."""
        mails = [b'From a@example.net Thu Jan  1 00:00:00 2026\n' + mail(part(content)) + b'\n'] * 100
        self.costs(SMALL, 'mbox', mails, 'SELECT message_count FROM tlsrpt.ingest_run', 100, status,
                   """CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                        $$BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END$$;
                      CREATE TRIGGER wait AFTER INSERT ON tlsrpt.ingest_document EXECUTE FUNCTION wait()""")

    def test_mails_that_hold_long_texts(self) -> None:
        self.of_many_mails(gzipped(report(0, as_json(DETAIL | {'additional-information': 'x' * 900_000}))), OK)

    def test_mails_that_hold_refused_documents(self) -> None:
        self.of_many_mails(zipped([('a.json', [b'{"policies":"', *repeated(b'x', 900_000)])]), REFUSED)

    def test_controls_to_repair(self) -> None:
        controls = report(19 * MB, b'"' + bytes([1]) * 1000 + b'"', b'"#"')
        self.costs(LIMIT, 'controls.json.gz', [gzipped(controls)], 'SELECT count(*) FROM tlsrpt.report', 1)
