/** Both apps as a listener of node:http, with nothing on top. */

import { hash } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import { app } from "./listen.ts";

/** The listener of the app that this process is told to serve. */
export const listener: RequestListener =
  app === "told" ? (request, response) => void tell(request, response) : hello;

const greeting = "Hello, world!";
const text = ["content-type", "text/plain;charset=UTF-8"];
const json = ["content-type", "application/json"];

function hello(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === "POST") return void echo(request, response);
  send(response, text, greeting);
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  send(response, json, JSON.stringify(JSON.parse(body.toString())));
}

async function tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const told = { version: 1, pid: process.pid, token: request.headers["x-token"] };
  if (request.method !== "POST") return send(response, json, JSON.stringify(told));
  const digest = hash("sha256", await readBody(request), "hex");
  send(response, json, JSON.stringify({ ...told, digest }));
}

function send(response: ServerResponse, fields: readonly string[], body: string): void {
  response.writeHead(200, [...fields, "content-length", String(Buffer.byteLength(body))]);
  response.end(body);
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => resolve(Buffer.concat(parts)));
    request.on("error", reject);
  });
}
