/** The app of the reload suite for `landfall serve`. */

import { hash } from "node:crypto";

export default {
  async fetch(request: Request): Promise<Response> {
    const token = request.headers.get("x-token");
    const told = { version: 1, pid: process.pid, token };
    if (request.method !== "POST") return Response.json(told);
    const digest = hash("sha256", Buffer.from(await request.arrayBuffer()), "hex");
    return Response.json({ ...told, digest });
  },
};
