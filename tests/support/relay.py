"""A line to a server that can be cut, mended, and made to lose answers while requests arrive."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

_BUFFER_BYTES = 65536


class Relay:
    """Passes bytes between who connects to `url` and a server; connections live as long as the line does."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", int(parts.port or 80))
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        self._port = 0
        self.is_losing_answers = False
        # How many pieces of requests have gone to the server.
        self.passed = 0
        self.mend()
        self.url = urlunsplit(parts._replace(netloc=f"127.0.0.1:{self._port}"))

    def mend(self) -> None:
        """Take connections (again)."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        self._start(self._accept, listener)

    def cut(self) -> None:
        """Refuse connections, and end those that there are."""
        if self._listener is not None:
            # Closing alone would leave the thread in accept.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        with self._lock:
            sockets, self._sockets = self._sockets, []
        for connection in sockets:
            _end(connection)

    def close(self) -> None:
        self.cut()
        for thread in self._threads:
            thread.join(10)

    def _start(self, function: object, *arguments: object) -> None:
        thread = threading.Thread(target=function, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._server, timeout=10)
            except OSError:
                _end(client)
                continue
            server.settimeout(None)
            with self._lock:
                self._sockets += [client, server]
            self._start(self._pass_requests, client, server)
            self._start(self._pass_answers, server, client)

    def _pass_requests(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(_BUFFER_BYTES):
                server.sendall(data)
                self.passed += 1
        _end(server)

    def _pass_answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(_BUFFER_BYTES):
                if self.is_losing_answers:
                    break
                client.sendall(data)
        _end(client)
        _end(server)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


@contextmanager
def relayed(url: str) -> Iterator[Relay]:
    """Put a line before the server of an address until the block ends."""
    relay = Relay(url)
    try:
        yield relay
    finally:
        relay.close()
