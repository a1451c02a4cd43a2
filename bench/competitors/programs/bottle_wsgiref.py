"""Bottle on the server that it takes when nothing else is said: wsgiref of Python's library."""

import os

import bottle

app = bottle.Bottle()


@app.get("/")
def hello():
    return "Hello, world!"


@app.post("/echo")
def echo():
    return bottle.request.json


app.run(host="127.0.0.1", port=int(os.environ["BENCH_LISTEN"]), quiet=True)
