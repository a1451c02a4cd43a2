/** nginx: one process, sendfile, open files remembered as long as we do: `nginx.ts FOLDER`. Prints its port and process id. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const [folder = ""] = process.argv.slice(2);
const run = mkdtempSync(join(tmpdir(), "landfall-nginx-"));
const port = await freePort();
const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
const config = `
  daemon off; master_process off; pid ${run}/nginx.pid; error_log ${run}/error.log;
  ${process.getuid?.() === 0 ? "user root;" : ""}
  events {}
  http {
    include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on;
    keepalive_requests 100000000; open_file_cache max=1000; open_file_cache_valid 1s;
    ${places.map((name) => `${name}_temp_path ${run}/${name};`).join(" ")}
    server {
      listen 127.0.0.1:${port};
      location /static/ { alias ${folder}/; gzip_static on; log_not_found off; }
    }
  }`;
writeFileSync(join(run, "nginx.conf"), config);
const options = ["-p", run, "-e", `${run}/error.log`, "-c", join(run, "nginx.conf")];
const nginx = spawn("/usr/sbin/nginx", options, { stdio: "inherit" });
process.once("SIGTERM", () => nginx.kill("SIGKILL"));
nginx.once("exit", () => {
  rmSync(run, { recursive: true, force: true });
  process.exit(1);
});
while (!(await accepts())) await wait(20);
process.stdout.write(`${port} ${nginx.pid}\n`);

async function accepts(): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const outcome = await Promise.race([
    once(socket, "connect").then(
      () => true,
      () => false,
    ),
    wait(1_000, false),
  ]);
  socket.destroy();
  return outcome;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return free;
}
