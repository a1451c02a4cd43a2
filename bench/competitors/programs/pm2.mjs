/** What PM2 is given: it picks an interpreter by the file's ending, so this one leads to node:http's program. */
await import("./node-http.ts");
