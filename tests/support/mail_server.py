"""A mail server (RFC 5321) for tests, which answers as it is told to and keeps what it has accepted."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# Instead of an answer: the line is cut.
CUT = ""
_GOOD = {"MAIL": "250 Good", "RCPT": "250 Good", "DATA": "354 Go on", ".": "250 Accepted", "QUIT": "221 Bye"}


@dataclass
class MailServer:
    """What a server has answered and accepted; `answers` take the place of the good ones, by command."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    accepted: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    def answer(self, command: str) -> str:
        return self.answers.get(command, _GOOD.get(command, "250 Good"))


class _Handler(socketserver.StreamRequestHandler):
    mail_server: MailServer

    def handle(self) -> None:
        if not self.say(self.mail_server.answers.get("CONNECT", "220 tests ESMTP")):
            return
        for line in iter(self.rfile.readline, b""):
            command = line.decode("utf-8", "replace").strip()
            word = command.split(" ")[0].upper()
            if not self.say(self.mail_server.answer(word)) or word == "QUIT":
                return
            if word == "RCPT":
                self.mail_server.recipients.append(command)
            if word == "DATA" and self.mail_server.answer(word).startswith("354") and not self.take():
                return

    def take(self) -> bool:
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        answer = self.mail_server.answer(".")
        # A server that is cut off before its answer may have taken the mail all the same.
        if answer == CUT or answer.startswith("250"):
            self.mail_server.accepted.append(content)
        return self.say(answer)

    def say(self, answer: str) -> bool:
        if answer == CUT:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


@contextmanager
def mail_server(**answers: str) -> Iterator[MailServer]:
    """Run a mail server until the block ends; answers are named by their command, that to the content `END`."""
    running = MailServer(answers={{"END": "."}.get(name, name): answer for name, answer in answers.items()})
    handler = type("Handler", (_Handler,), {"mail_server": running})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        running.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
