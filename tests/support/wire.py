# SPDX-License-Identifier: Apache-2.0
"""A fault proxy between the program and a real server: a hook sees each piece of the talk and may disturb it."""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

SENDERS = ('client', 'server')
Address = tuple[str, int] | Path


class Piece(NamedTuple):
    """What one side sent. Kinds: line, literal (IMAP); type of message or startup (PostgreSQL); bytes."""
    link: 'Link'
    sender: str
    kind: str
    data: bytes

    def pass_on(self, data: bytes) -> None:
        self.link.send(SENDERS[self.sender == 'client'], data)


# Answers what is to be passed in place of the piece. It runs in the thread of this direction of this link.
Hook = Callable[[Piece], bytes]


class Link:
    """One connection of a client, and the one to the server that belongs to it."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.sockets = {'client': client, 'server': server}
        self.over = threading.Event()
        self.finished = threading.Event()

    def send(self, receiver: str, data: bytes) -> None:
        # Who does not listen any more needs no more data; its own end is seen by the other thread.
        with contextlib.suppress(OSError):
            self.sockets[receiver].sendall(data)

    def cut(self) -> None:
        self.over.set()
        for one in self.sockets.values():
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class Raw:
    """Bytes as they come, such as those of TLS."""

    def feed(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        yield 'bytes', data


class Imap:
    """Whole lines; literals in parts as they come."""

    def __init__(self) -> None:
        self.rest = b''
        self.literal = 0

    def feed(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        self.rest += data
        while self.rest:
            if self.literal:
                kind, size = 'literal', min(self.literal, len(self.rest))
                self.literal -= size
            else:
                kind, size = 'line', self.rest.find(b'\n') + 1
                if not size:
                    return
                if announced := re.search(rb'\{(\d+)\+?\}\r\n$', self.rest[:size]):
                    self.literal = int(announced[1])
            part, self.rest = self.rest[:size], self.rest[size:]
            yield kind, part


class PostgresMessages:
    """Type and length before each message; the first one of a client has no type."""

    def __init__(self) -> None:
        self.rest = b''
        self.untyped = True

    def feed(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        self.rest += data
        while True:
            at = 0 if self.untyped else 1
            size = at + int.from_bytes(self.rest[at:at + 4])
            if len(self.rest) < max(at + 4, size):
                return
            part, self.rest = self.rest[:size], self.rest[size:]
            kind, self.untyped = 'startup' if self.untyped else chr(part[0]), False
            yield kind, part


class ServerMessages(PostgresMessages):
    def __init__(self) -> None:
        super().__init__()
        self.untyped = False


SPLITTERS = {'raw': (Raw, Raw), 'imap': (Imap, Imap), 'postgres': (PostgresMessages, ServerMessages)}


class Wire:
    """Listens in front of a server: on a free port of the loopback interface, or as the socket file `at`."""

    def __init__(self, server: Address, protocol: str, at: Path | None = None) -> None:
        self.server = server
        self.splitters = SPLITTERS[protocol]
        self.hook: Hook | None = None
        self.links: set[Link] = set()
        self._listener = _socket(at or ('127.0.0.1', 0))
        self._listener.bind(str(at) if at else ('127.0.0.1', 0))
        self._listener.listen(100)
        self.port = 0 if at else self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> 'Wire':
        return self

    def __exit__(self, *_) -> None:
        # Closing alone would not wake the thread that accepts.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Ends all connections, and waits for what hooks still do on them: not to be called by a hook."""
        for link in list(self.links):
            link.cut()
            link.finished.wait()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, _socket(self.server) as server, contextlib.suppress(OSError):
            server.connect(str(self.server) if isinstance(self.server, Path) else self.server)
            link = Link(client, server)
            self.links.add(link)
            back = threading.Thread(target=self._pass, args=(link, 'server'), daemon=True)
            back.start()
            try:
                self._pass(link, 'client')
            finally:
                back.join()
                self.links.discard(link)
                link.finished.set()

    def _pass(self, link: Link, sender: str) -> None:
        splitter = self.splitters[SENDERS.index(sender)]()
        try:
            while data := link.sockets[sender].recv(65536):
                for kind, part in splitter.feed(data):
                    if link.over.is_set():
                        return
                    piece = Piece(link, sender, kind, part)
                    piece.pass_on(self.hook(piece) if self.hook else part)
        except ConnectionError:
            pass
        finally:
            link.cut()


def _socket(address: Address) -> socket.socket:
    return socket.socket(socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET)


class Step(NamedTuple):
    """Regular expressions for what is waited for; that of the data is searched for."""
    sender: str
    kind: str
    pattern: str = ''

    def is_seen_in(self, piece: Piece) -> bool:
        return (re.fullmatch(self.sender, piece.sender) is not None
                and re.fullmatch(self.kind, piece.kind) is not None
                and re.search(self.pattern.encode(), piece.data, re.S) is not None)


class At:
    """A hook that does `fault` where its steps were seen, one behind the other, for the n-th time; then no more,
    or each time again."""

    def __init__(self, fault: Hook, *steps: Step, nth: int = 1, again: bool = False) -> None:
        self.fault = fault
        self.steps = steps
        self.left = nth
        self.again = again
        self.done = False
        self._next = 0
        self._lock = threading.Lock()

    def __call__(self, piece: Piece) -> bytes:
        return self.fault(piece) if self._is_here(piece) else piece.data

    def _is_here(self, piece: Piece) -> bool:
        with self._lock:
            if self.done and not self.again or not self.steps[self._next].is_seen_in(piece):
                return False
            self._next = (self._next + 1) % len(self.steps)
            self.left -= self._next == 0
            self.done = self.left <= 0
            return self.done and self._next == 0


def cut(piece: Piece) -> bytes:
    piece.link.cut()
    return b''


def hold(piece: Piece) -> bytes:
    """Stalls until the connection is cut."""
    piece.link.over.wait()
    return b''


def drip(seconds: float) -> Hook:
    def fault(piece: Piece) -> bytes:
        for byte in piece.data:
            piece.pass_on(bytes([byte]))
            if piece.link.over.wait(seconds):
                break
        return b''
    return fault


def inject(data: bytes) -> Hook:
    return lambda piece: data + piece.data


def replace(data: bytes) -> Hook:
    return lambda piece: data


def after(part: float, fault: Hook) -> Hook:
    """Passes that part of the piece before the fault: 0.5 is half of it."""
    def both(piece: Piece) -> bytes:
        size = int(len(piece.data) * part)
        piece.pass_on(piece.data[:size])
        return fault(piece._replace(data=piece.data[size:]))
    return both


def calling(work: Callable[[], object]) -> Hook:
    """Does something else and passes the piece then."""
    def fault(piece: Piece) -> bytes:
        work()
        return piece.data
    return fault
