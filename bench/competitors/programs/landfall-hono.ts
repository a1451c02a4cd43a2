/** The hello app written with Hono, for `landfall serve`. */

import { Hono } from "hono";

const app: Hono = new Hono().get("/", (context) => context.text("Hello, world!"));

export default app;
