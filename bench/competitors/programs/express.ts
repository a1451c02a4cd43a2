/** Express. */

import express from "express";

import { listenOptions } from "./listen.ts";

const app = express();
app.get("/", (_request, response) => void response.type("text").send("Hello, world!"));
app.post("/echo", express.json(), (request, response) => void response.json(request.body));
const { createServer } = await import("node:http");
createServer(app).listen(listenOptions);
