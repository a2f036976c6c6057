"""A stand-in for a replica of the app: says who it is and what it was asked.

``python replica.py PORT``. A request to become a WebSocket is granted, and bytes come back.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Replica(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = (self.headers.get("Connection", ""), self.headers.get("Upgrade", ""))
        if asked == ("upgrade", "websocket"):
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.end_headers()
            self.wfile.write(self.rfile.read(4))
            self.close_connection = True
            return
        told = {"replica": self.server.server_port, "headers": dict(self.headers)}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        # As the app does; the values tell whose they are.
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
            self.send_header(name, "the replica's")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Replica).serve_forever()
