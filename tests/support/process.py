# SPDX-License-Identifier: Apache-2.0
"""A server process of our own: started in its folder, never left behind."""

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

WAIT_SECONDS = 60


class ServerError(RuntimeError):
    """A server did not start, stop or answer; the message holds the tail of its log."""


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A short-lived folder with a short path that servers under other accounts can reach."""
    folder = Path(tempfile.mkdtemp(prefix='tlsrpt-', dir='/tmp'))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def run(argv: list[str | Path], **options) -> str:
    """Runs a helper program to its end and returns its output; an exit status other than 0 raises."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise ServerError(f'{argv[0]} exited with {done.returncode}:\n{done.stderr.strip()}')
    return done.stdout


class Server:
    """Keeps one process: ready() and the command line come from the server at hand."""

    def __init__(self, folder: Path, account: str, detached: bool) -> None:
        self.folder = Path(folder).resolve()
        self.owner = pwd.getpwnam(account) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.log_file = self.folder / 'server.log'
        self.detached = detached
        self._pid_file = self.folder / 'server.pid'
        self._log_start = 0
        self._process: subprocess.Popen | None = None
        self._watch: subprocess.Popen | None = None
        # The longest socket name any of the servers puts below its folder.
        if len(str(self.folder)) > 107 - len('/run/auth-token-secret.dat.tmp'):
            raise ServerError(f'{self.folder}: too long for the path of a Unix socket, use a shorter one')

    def command(self) -> list[str | Path]:
        raise NotImplementedError

    def prepare(self) -> None:
        """Writes what the server needs before its start; called each time, so it may run again."""
        raise NotImplementedError

    def ready(self) -> bool:
        raise NotImplementedError

    def start(self) -> 'Server':
        if self.running():
            raise ServerError(f'a server already runs in {self.folder}: stop it first')
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()
        _turn_sigterm_into_exit()
        with open(self.log_file, 'ab') as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, cwd='/', start_new_session=self.detached)
        self._pid_file.write_text(f'{self._process.pid}\n')
        if not self.detached:
            atexit.register(self.stop)
            self._watch = _end_with_us(self._process.pid)
        try:
            self._await_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def _await_ready(self) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServerError(f'{type(self).__name__} in {self.folder} does not answer:\n{self.log_tail()}')
            time.sleep(0.02)

    def running(self) -> bool:
        """Also true for a server that another process started in this folder."""
        return _command_line(self._pid()).find(str(self.folder).encode()) >= 0

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Ends the server and its children as a power failure would."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def log(self) -> str:
        """What the server wrote since its last start."""
        return self.log_file.read_bytes()[self._log_start:].decode(errors='replace')

    def log_tail(self, lines: int = 30) -> str:
        return '\n'.join(self.log().splitlines()[-lines:])

    def __enter__(self):
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _pid(self) -> int:
        return int(self._pid_file.read_text()) if self._pid_file.exists() else 0

    def _end(self, how: signal.Signals) -> None:
        pid = self._pid()
        if self.running():
            family = [pid, *_children(pid)] if how == signal.SIGKILL else [pid]
            for member in family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member, how)
            self._await_end(family)
        if self._process is not None:
            self._process.wait()
            self._process = None
        if self._watch is not None:
            self._watch.kill()
            self._watch.communicate()
            self._watch = None
        self._pid_file.unlink(missing_ok=True)
        atexit.unregister(self.stop)

    def _await_end(self, family: list[int]) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while any(_command_line(member) for member in family):
            if self._process is not None:
                self._process.poll()
            if time.monotonic() > deadline:
                for member in [family[0], *_children(family[0])]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(member, signal.SIGKILL)
                raise ServerError(f'the server in {self.folder} had to be killed:\n{self.log_tail()}')
            time.sleep(0.01)


def _end_with_us(pid: int) -> subprocess.Popen:
    """A test that is killed outright runs no atexit; what sees its pipe close then ends the server."""
    return subprocess.Popen(['sh', '-c', 'read -r _; kill -INT "$1"', 'sh', str(pid)],
                            stdin=subprocess.PIPE, start_new_session=True)


def _command_line(pid: int) -> bytes:
    """Empty for a process that is gone, also where nobody reaps it."""
    try:
        return Path(f'/proc/{pid}/cmdline').read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b''


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path('/proc').glob('[0-9]*/stat'):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # The name in parentheses may itself hold blanks and parentheses.
            if int(stat.read_text().rpartition(')')[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _turn_sigterm_into_exit() -> None:
    if threading.current_thread() is threading.main_thread():
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
