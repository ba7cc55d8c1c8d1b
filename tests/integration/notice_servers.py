"""A real SMTP server (aiosmtpd) and a real HTTP server that are slow, fail, cut connections and forget to answer, as a seed
says, and keep what really came."""
import asyncio
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import logging
import random
import socket
import ssl
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)  # connections are cut here on purpose
SLOW = 0.5  # seconds; longer than the sink waits in these tests


class Kept:
    """What came: {id: [(recipient, subject, text)]}, and how often it went wrong."""

    def __init__(self, seed, moods):
        self.lock, self.dice, self.moods = threading.Lock(), random.Random(seed), moods
        self.came, self.calls = {}, 0

    def mood(self):
        with self.lock:
            self.calls += 1
            return self.dice.choice(self.moods) if self.moods else "good"

    def keep(self, identity, recipient, subject, text):
        with self.lock:
            known = identity in self.came
            self.came.setdefault(identity, []).append((recipient, subject, text))
            return known

    def ids(self):
        with self.lock:
            return set(self.came)


class Mailbox(Kept):
    """moods: good, 451 (at RCPT), 451-data, cut (before anything), cut-data (it is kept, no answer comes), slow (the same, late)."""

    def __init__(self, seed=0, moods=(), refuse=(), context=None):
        super().__init__(seed, moods)
        self.refuse, box = set(refuse), self

        class Server(SMTP):
            def connection_made(self, transport):
                super().connection_made(transport)
                self.loop.set_exception_handler(lambda *_: None)  # connections are cut here on purpose

        class Handler:
            async def handle_MAIL(self, server, session, envelope, address, options):
                session.mood = box.mood()
                if session.mood == "cut":
                    server.transport.abort()
                envelope.mail_from = address
                return "250 OK"

            async def handle_RCPT(self, server, session, envelope, address, options):
                if address in box.refuse:
                    return "550 no such mailbox"
                if session.mood == "451":
                    return "451 come again"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                if session.mood == "451-data":
                    return "451 come again"
                message = email.message_from_bytes(envelope.content, policy=email.policy.default)
                identity = message["Message-ID"].strip("<>").split("@")[0]
                box.keep(identity, envelope.rcpt_tos[0], str(message["Subject"]), message.get_content())
                if session.mood == "cut-data":
                    server.transport.abort()
                if session.mood == "slow":
                    await asyncio.sleep(SLOW)
                return "250 OK"

        class Doorman(Controller):
            def factory(self):
                return Server(self.handler, tls_context=context, require_starttls=context is not None)

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = Doorman(Handler(), hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self):
        self.controller.stop()


class Web(Kept):
    """moods: good, 503, 429, cut (before it is read), cut-kept (it is kept, no answer comes), 100-kept (only the
    beginning of one), 500-kept, slow. Path /line is as the
    LINE Messaging API; any other checks the signature. What is known is answered with 409."""

    def __init__(self, seed=0, moods=(), secret="", token=""):
        super().__init__(seed, moods)
        web, self.wrong = self, []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def cut(self):
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

            def answer(self, code):
                self.send_response(code)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def take(self, body):
                told = json.loads(body)
                if self.path == "/line":
                    if self.headers["Authorization"] != f"Bearer {token}":
                        web.wrong.append(("token", self.headers["Authorization"]))
                    return web.keep(self.headers["X-Line-Retry-Key"], told["to"], "", told["messages"][0]["text"])
                stamp = self.headers["X-Coopd-Timestamp"]
                right = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
                if right != self.headers["X-Coopd-Signature"] or told["id"] != self.headers["X-Coopd-Notice"]:
                    web.wrong.append(("signature", body))
                return web.keep(told["id"], self.path, told["subject"], told["text"])

            def do_POST(self):
                mood = web.mood()
                if mood == "cut":
                    return self.cut()
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if mood in ("503", "429", "400"):
                    return self.answer(int(mood))
                known = self.take(body)
                if mood == "100-kept":
                    self.wfile.write(b"HTTP/1.1 102 Processing\r\n\r\n")
                if mood in ("cut-kept", "100-kept"):
                    return self.cut()
                if mood == "slow":
                    time.sleep(SLOW)
                return self.answer(500 if mood == "500-kept" else 409 if known else 200)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # whoever was cut off, or gave up waiting

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def server_context(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
