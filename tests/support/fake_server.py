# SPDX-License-Identifier: Apache-2.0
"""An IMAP server by script, for what no real one does on demand."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence

GREETING = b'* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n'


class FakeServer:
    """Greets, gives each line of the client one of the prepared answers, and keeps what it was sent.

    `answers` are by command; `dialogue` answers, in order, the lines that follow a "+" of ours.
    """

    def __init__(self, answers: dict[str, bytes], address: str = '127.0.0.1', dialogue: Sequence[bytes] = ()) -> None:
        self.answers = answers
        self.dialogue = list(dialogue)
        self.received = b''
        self.got_line = threading.Event()
        self.listener = socket.create_server((address, 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        answer = tag = b''
        with contextlib.suppress(OSError):
            connection, _ = self.listener.accept()
            with connection, connection.makefile('rb') as lines:
                connection.sendall(GREETING)
                for line in lines:
                    self.received += line
                    self.got_line.set()
                    if b'\n+' in b'\n' + answer:
                        answer = self.dialogue.pop(0) if self.dialogue else b''
                    else:
                        tag, command = line.split(maxsplit=1)
                        answer = self.answers.get(command.split()[0].decode(errors='replace'), b'')
                    connection.sendall(answer.replace(b'TAG', tag))

    def close(self) -> None:
        # Wakes the thread out of accept().
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@contextlib.contextmanager
def fake_server(answers: dict[str, bytes], address: str = '127.0.0.1',
                dialogue: Sequence[bytes] = ()) -> Iterator[FakeServer]:
    server = FakeServer(answers, address, dialogue)
    try:
        yield server
    finally:
        server.close()
