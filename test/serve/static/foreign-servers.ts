/** nginx and Apache over a folder, in the foreground, for one test file: the configuration that their manuals suggest. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { until } from "../../../src/laws/deadline.ts";
import { seconds } from "../../../src/core/index.ts";
import type { Place } from "./case-rig.ts";

/** A program that serves the folder under /static/. */
export interface ForeignServer {
  readonly place: Place;
  stop(): Promise<void>;
}

/** How to start one; `run` is a folder for its own files. */
export type StartForeign = (folder: ForeignFolders) => Promise<ForeignServer>;

/** Folders of a foreign server. */
export interface ForeignFolders {
  /** What it serves. */
  readonly root: string;
  /** For its own files. */
  readonly run: string;
  /** nginx: locations in place of the usual one. */
  readonly locations?: string;
}

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ["-v"], { stdio: "ignore" }).status === 0;
}

/** nginx with `gzip_static`, on a unix socket. */
export const startNginx: StartForeign = async ({ root, run, locations }) => {
  const socketPath = join(run, "nginx.sock");
  const isRoot = process.getuid?.() === 0;
  const config = `
    daemon off; master_process off; pid ${run}/nginx.pid; error_log ${run}/error.log;
    ${isRoot ? "user root;" : ""}
    events {}
    http {
      include /etc/nginx/mime.types; default_type application/octet-stream; access_log off;
      ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${run}/${name};`).join(" ")}
      server {
        listen unix:${socketPath};
        ${locations ?? `location /static/ { alias ${root}/; gzip_static on; absolute_redirect off; }`}
      }
    }`;
  writeFileSync(join(run, "nginx.conf"), config);
  const args = ["-p", run, "-e", `${run}/error.log`, "-c", join(run, "nginx.conf")];
  return ready(spawn("/usr/sbin/nginx", args, { stdio: "inherit" }), { socketPath });
};

/** Apache with its core alone, on a port of the loopback. */
export const startApache: StartForeign = async ({ root, run }) => {
  const port = await freePort();
  for (const folder of [root, run]) chmodSync(folder, 0o755);
  mkdirSync(join(run, "logs"));
  const modules = ["mpm_event", "authz_core", "alias", "dir", "mime"];
  const config = `
    ${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
    ServerName localhost
    ServerRoot ${run}
    Listen 127.0.0.1:${port}
    PidFile ${run}/apache.pid
    ErrorLog ${run}/error.log
    Mutex file:${run} default
    ${process.getuid?.() === 0 ? "User www-data\nGroup www-data" : ""}
    TypesConfig /etc/mime.types
    Alias /static/ ${root}/
    DirectoryIndex index.html
    <Directory ${root}>
      Require all granted
    </Directory>`;
  writeFileSync(join(run, "apache.conf"), config.replace(/^ +/gm, ""));
  const args = ["-X", "-f", join(run, "apache.conf")];
  return ready(spawn("/usr/sbin/apache2", args, { stdio: "inherit" }), { port });
};

async function ready(child: ChildProcess, place: Place): Promise<ForeignServer> {
  let accepts = false;
  const look = (): boolean => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const socket = "port" in place ? connect(place.port, "127.0.0.1") : connect(place.socketPath);
    socket.on("error", () => {}).on("connect", () => (accepts = true));
    socket.on("connect", () => socket.destroy());
    return accepts;
  };
  await until("the server accepts connections", look, seconds(20));
  return {
    place,
    stop: async () => {
      const ended = once(child, "exit");
      if (child.exitCode === null && child.kill("SIGTERM")) await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
