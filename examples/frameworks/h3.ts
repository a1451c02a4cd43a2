/** An h3 app: our context is `event.context.landfall`. */

import { H3 } from "h3";

const app: H3 = new H3();

app.get("/", () => `hello from h3, process ${process.pid}\n`);
app.post("/echo", (event) => event.req.text());

export default app;
