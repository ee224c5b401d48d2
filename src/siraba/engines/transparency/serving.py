"""A witness over HTTP: `POST /add-checkpoint`."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from siraba.engines.transparency.notes import LARGEST_NOTE
from siraba.engines.transparency.witness import Answer, Witness

LARGEST_REQUEST = LARGEST_NOTE + 4_096
SECONDS = 20  # that a client may take


def _answer(witness: Witness, body: bytes) -> Answer:
    try:
        return witness.add_checkpoint(body)
    except OSError as error:  # what could not be kept is not cosigned
        return Answer(500, f"Le témoin ne peut pas garder son état : {error.strerror}\n")


def server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """A server to be started by `serve_forever`; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = SECONDS
        server_version, sys_version = "siraba-witness", ""

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint":
                answer = Answer(404, "Adresse inconnue.\n")
            elif not (size.isascii() and size.isdecimal()):
                answer = Answer(411, "La longueur manque.\n")
            elif len(size) > 9 or int(size) > LARGEST_REQUEST:
                answer = Answer(413, "La demande est trop longue.\n")
            else:
                self._give(_answer(witness, self.rfile.read(int(size))))
                return
            self.close_connection = True  # the body was not read
            self._give(answer)

        def _give(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(body)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing is kept of who asks."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    return Server((host, port), Handler)
