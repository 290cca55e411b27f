# SPDX-License-Identifier: Apache-2.0
"""The law of docs/design.md: which room may include what. Also: file length and licence line."""

import os
import re
import unittest
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(os.environ.get('TLSRPT_SOURCE_ROOT', Path(__file__).resolve().parents[2]))

# Room: rooms or single headers of them. Every room may include itself and base.
ROOMS = {
    'base': (),
    'report': (),
    'crypto': (),
    'archive': (),
    'message': ('crypto',),
    'mailbox': (),
    'store': ('report/report.hh',),
    'ingest': ('message', 'archive', 'report', 'crypto', 'mailbox/mailbox.hh', 'mailbox/file_item.hh', 'store'),
    'cli': ('ingest', 'mailbox', 'store', 'version.hh'),
    'main.cc': ('cli', 'version.hh'),
}
# Library headers, by their beginning: the rooms that wrap them.
LIBRARIES = {
    'simdjson': ('report',),
    'idn2.h': ('report',),
    'openssl/': ('crypto', 'mailbox'),
    'zlib.h': ('archive',),
    'zip.h': ('archive',),
    'mimetic/': ('message',),
    'libetpan/': ('mailbox',),
    'pqxx/': ('store',),
    'boost/': ('cli',),
    'nlohmann/': ('cli',),
    'fmt/': tuple(ROOMS),
}
SYSTEM = re.compile(r'[a-z_0-9]+|(sys|netinet|arpa|net)/[a-z_]+\.h'
                    r'|(dirent|fcntl|iconv|netdb|poll|pwd|signal|spawn|strings|termios|unistd)\.h')


def sources() -> list[Path]:
    return sorted(path for path in (ROOT / 'src').rglob('*') if path.suffix in ('.cc', '.hh'))


def house_files() -> list[Path]:
    found = [path for place in ('src', 'tests', 'scripts') for path in (ROOT / place).rglob('*')
             if path.is_file() and not {'fixtures', '__pycache__'} & set(path.parts)]
    return [path for path in found if path.suffix in ('', '.cc', '.hh', '.py', '.sh', '.build')]


def includes() -> Iterator[tuple[Path, str, str, str]]:
    """File, its room, the kind of bracket, the header."""
    for path in sources():
        room = path.relative_to(ROOT / 'src').parts[0]
        for bracket, header in re.findall(r'^\s*#\s*include\s*(["<])([^">]+)', path.read_text(), re.MULTILINE):
            yield path, room, bracket, header


def may_include(room: str, header: str) -> bool:
    return any(f'{header}/'.startswith(f'{allowed}/') for allowed in (room, 'base', *ROOMS.get(room, ())))


def may_use(room: str, header: str) -> bool:
    for beginning, rooms in LIBRARIES.items():
        if header.startswith(beginning):
            return room in rooms
    return SYSTEM.fullmatch(header) is not None


class Law(unittest.TestCase):
    def refuse(self, offenders: Iterable[Path | str]) -> None:
        if found := [str(one).removeprefix(f'{ROOT}/') for one in offenders]:
            self.fail('\n'.join(found))

    def test_there_is_something_to_judge(self) -> None:
        self.assertTrue(list(includes()))

    def test_every_room_is_known(self) -> None:
        self.refuse(path for path in sources() if path.relative_to(ROOT / 'src').parts[0] not in ROOMS)

    def test_rooms_include_only_what_they_may(self) -> None:
        self.refuse(f'{path}: "{header}"' for path, room, bracket, header in includes()
                    if bracket == '"' and not may_include(room, header))

    def test_libraries_stay_in_their_room(self) -> None:
        self.refuse(f'{path}: <{header}>' for path, room, bracket, header in includes()
                    if bracket == '<' and not may_use(room, header))

    def test_no_file_is_longer_than_300_lines(self) -> None:
        self.refuse(path for path in house_files() if len(path.read_text().splitlines()) > 300)

    def test_every_file_names_its_licence(self) -> None:
        self.refuse(path for path in house_files()
                    if 'SPDX-License-Identifier: Apache-2.0' not in ''.join(path.read_text().splitlines(True)[:2]))
