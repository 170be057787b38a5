"""Starts the real program as a process of its own, waits until it takes requests, and stops it as an operator would."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

START_SECONDS = 60
STOP_SECONDS = 30
_LISTENS = re.compile(r'"event":"listening"|Upstander is ready')
_PORT = re.compile(r'"port":(\d+)|http://127\.0\.0\.1:(\d+)')


class Program:
    """A running `upstander`. `output` has its lines so far, standard error included."""

    def __init__(self, arguments: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("UPSTANDER_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
            cwd=folder,
            env={**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[1]), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, pattern: re.Pattern[str], seconds: float = START_SECONDS) -> str:
        """The next line that matches. Fails, with all that was said, when the program ends or is silent for so long."""
        while True:
            try:
                line = self._lines.get(timeout=seconds)
            except Empty:
                raise AssertionError(f"nothing matched {pattern.pattern!r} in:\n{self.said}") from None
            if line is None:
                raise AssertionError(f"ended with {self.process.wait()} before {pattern.pattern!r}:\n{self.said}")
            if pattern.search(line):
                return line

    def ready(self) -> str:
        """Waits until it takes requests; its address."""
        found = _PORT.search(self.wait_for(_LISTENS))
        assert found is not None, self.said
        return f"http://127.0.0.1:{found[1] or found[2]}"

    def stop(self) -> int:
        """Asks it to stop, as an orchestrator does, and returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Its exit code, when it ends by itself."""
        code = self.process.wait(timeout=STOP_SECONDS)
        self._reader.join()
        return code

    def kill(self) -> None:
        """Ends it without a word, as a lost machine would."""
        self.process.kill()
        self.process.wait()

    @property
    def said(self) -> str:
        return "".join(self.output)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)
            self._lines.put(line)
        self.process.stdout.close()
        self._lines.put(None)


@contextmanager
def running(*arguments: str, folder: Path, env: Mapping[str, str] | None = None) -> Iterator[Program]:
    """`upstander <arguments>` in a folder, with the settings of `env` and no others; killed if the test left it."""
    program = Program(arguments, folder, env or {})
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.kill()


@contextmanager
def serving(folder: Path, env: Mapping[str, str], command: str = "serve") -> Iterator[tuple[str, Program]]:
    """A server on a free port: its address, once it takes requests. Stopped by SIGTERM at the end, cleanly."""
    with running(command, "--port", "0", folder=folder, env=env) as program:
        yield program.ready(), program
        if program.process.poll() is None:
            code = program.stop()
            assert code == 0, f"stopped with {code}:\n{program.said}"
