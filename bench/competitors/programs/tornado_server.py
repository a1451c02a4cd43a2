"""Tornado with its own handlers, in one process."""

import asyncio
import json
import os

import tornado.httpserver
import tornado.netutil
import tornado.web


class Hello(tornado.web.RequestHandler):
    def get(self):
        self.write("Hello, world!")


class Echo(tornado.web.RequestHandler):
    def post(self):
        self.write(json.loads(self.request.body))


async def main():
    app = tornado.web.Application([("/", Hello), ("/echo", Echo)], log_function=lambda _: None)
    server = tornado.httpserver.HTTPServer(app)
    place = os.environ["BENCH_LISTEN"]
    if place.startswith("/"):
        server.add_socket(tornado.netutil.bind_unix_socket(place))
    else:
        server.listen(int(place), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
