/** An Express app: exported, it does not listen. */

import express, { type Express } from "express";

const app: Express = express();

app.get("/", (_req, res) => {
  res.type("text").send(`hello from Express, process ${process.pid}\n`);
});

app.post("/echo", express.text({ type: "*/*" }), (req, res) => {
  res.type("text").send(req.body);
});

export default app;
