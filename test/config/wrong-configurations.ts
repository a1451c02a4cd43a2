/** Wrong configurations, and what must be said about each: words of the message, words of the hint. */

import type { ProjectCall } from "./project.ts";

/** One of them. */
export interface WrongConfiguration extends ProjectCall {
  readonly says: readonly string[];
  readonly hint: string;
}

type Words = readonly [says: string | readonly string[], hint: string];

const flag = (key: string, value: unknown, ...words: Words) =>
  wrong({ flags: { [key]: value } }, words);
const param = (text: string, ...words: Words) => wrong({ flags: { param: [text] } }, words);
const env = (name: string, text: string, ...words: Words) =>
  wrong({ env: { [name]: text } }, words);
const dotenv = (text: string, ...words: Words) => wrong({ files: { ".env": text } }, words);
const json = (text: string, ...words: Words) =>
  wrong({ files: { "landfall.config.json": text } }, words);
const value = (object: object, ...words: Words) =>
  json(JSON.stringify(object, undefined, 1), ...words);
const code = (name: string, text: string, ...words: Words) =>
  wrong({ files: { [`landfall.config.${name}`]: text } }, words);

function wrong(call: ProjectCall, [says, hint]: Words): WrongConfiguration {
  return { ...call, says: [says].flat(), hint };
}

const nested = `{ "host": ${"[".repeat(5_000)}${"]".repeat(5_000)} }`;

/** By the kind of mistake. */
export const wrongConfigurations: Readonly<Record<string, readonly WrongConfiguration[]>> = {
  "values on the command line": [
    flag("port", "http", '--port: expected a whole number from 0 to 65535, got "http"', "TCP port"),
    flag("port", "65536", ["--port: ", '"65536"'], "TCP port"),
    flag("port", "-1", ["--port: ", '"-1"'], "TCP port"),
    flag("port", "8080.5", ["--port: ", '"8080.5"'], "TCP port"),
    flag("port", "", '--port: expected a whole number from 0 to 65535, got ""', "TCP port"),
    flag("host", "", "--host: expected text that is not empty", "Address or name"),
    flag("unixMode", "999", '--unix-mode: expected three octal digits, got "999"', "octal"),
    flag("listen", ["x:y"], '--listen: expected an address to listen on, got "x:y"', "HOST:PORT"),
    flag("listen", ["127.0.0.1:1", "[::1]:65536"], '"[::1]:65536"', "HOST:PORT"),
    flag(
      "workers",
      "0.5",
      '--workers: expected auto or a whole number from 1 to 1024, got "0.5"',
      "processes",
    ),
    flag("workers", "1025", '"1025"', "processes"),
    flag("bootTimeout", "soon", '--boot-timeout: expected a duration, got "soon"', "30s"),
    flag("gracefulTimeout", "-5s", '--graceful-timeout: expected a duration, got "-5s"', "30s"),
    flag("maxBody", "5 apples", '--max-body: expected a size, got "5 apples"', "2mb"),
    flag("maxHeaderBytes", "10", "--max-header-bytes: expected a size from 1kb to 16mb", "header"),
    flag(
      "maxHeaders",
      "0",
      '--max-headers: expected a whole number from 1 to 10000, got "0"',
      "fields",
    ),
    flag(
      "serverOption",
      ["novalue"],
      '--server-option: expected name=value, got "novalue"',
      "server adapter",
    ),
    flag("trustedProxies", ["*"], "--trusted-proxies: ", "name your proxies"),
    flag("trustedProxies", ["10.0.0.0/33"], '"10.0.0.0/33"', ""),
    flag("proxyHeaders", ["x-forwarded-fro"], '"x-forwarded-fro"', "your proxy overwrites"),
    flag("basePath", "a b", "--base-path: ", ""),
    flag("port", "8080\u001b[2J", ["--port: ", "\\u001b[2J"], "TCP port"),
    flag("port", "\u202e8080", ["--port: ", "\\u202e8080"], "TCP port"),
    flag("port", "9".repeat(5_000), ["--port: ", "…"], "TCP port"),
  ],
  "-C": [
    param("port=http", '-C port: expected a whole number from 0 to 65535, got "http"', "TCP port"),
    param("prot=1", '-C: there is no setting "prot"', "Did you mean port?"),
    param("graceful-timeout=1s", 'no setting "graceful-timeout"', "Did you mean gracefulTimeout?"),
    param("Port=1", 'no setting "Port"', "Did you mean port?"),
    param("__proto__=1", 'no setting "__proto__"', "`landfall config` lists"),
    param("constructor=1", 'no setting "constructor"', "`landfall config` lists"),
    param("config=x.json", 'no setting "config"', "LANDFALL_CONFIG in the environment"),
    param("environment=x", 'no setting "environment"', "LANDFALL_ENVIRONMENT in the environment"),
    param("=1", '--param: expected name=value, got "=1"', "Any setting"),
    param("quiet=maybe", '-C quiet: expected true or false, got "maybe"', "warnings"),
    param("maxBody", "-C maxBody: expected a size, got true", "large"),
  ],
  variables: [
    env(
      "LANDFALL_PORT",
      "http",
      'LANDFALL_PORT: expected a whole number from 0 to 65535, got "http"',
      "TCP port",
    ),
    env("PORT", "80a", 'PORT: expected a whole number from 0 to 65535, got "80a"', "TCP port"),
    env(
      "WEB_CONCURRENCY",
      "many",
      'WEB_CONCURRENCY: expected auto or a whole number from 1 to 1024, got "many"',
      "processes",
    ),
    env(
      "LANDFALL_PROT",
      "1",
      "environment: there is no setting LANDFALL_PROT",
      "Did you mean LANDFALL_PORT?",
    ),
    env("LANDFALL_WORKER", "2", "no setting LANDFALL_WORKER", "Did you mean LANDFALL_WORKERS?"),
    env(
      "LANDFALL_GRACEFULTIMEOUT",
      "2",
      "LANDFALL_GRACEFULTIMEOUT",
      "Did you mean LANDFALL_GRACEFUL_TIMEOUT?",
    ),
    env(
      "LANDFALL_COMPLETELY_DIFFERENT",
      "1",
      "LANDFALL_COMPLETELY_DIFFERENT",
      "give it another name",
    ),
    env(
      "LANDFALL_QUIET",
      "perhaps",
      'LANDFALL_QUIET: expected true or false, got "perhaps"',
      "warnings",
    ),
    env(
      "LANDFALL_LISTEN",
      "8080 8081",
      'LANDFALL_LISTEN: expected an address to listen on, got "8080 8081"',
      "HOST:PORT",
    ),
    env("LANDFALL_LISTEN", "8080,nowhere:x", '"nowhere:x"', "HOST:PORT"),
    env(
      "NODE_ENV",
      "../../etc",
      'NODE_ENV: expected a name of letters, digits, dots and dashes, got "../../etc"',
      "section",
    ),
    env("LANDFALL_ENVIRONMENT", "a b", "LANDFALL_ENVIRONMENT: expected a name", "section"),
    env(
      "LANDFALL_CONFIG",
      "nowhere.json",
      "there is no configuration file nowhere.json",
      "relative to the project",
    ),
    env(
      "LANDFALL_ENV_FILE",
      "nowhere.env",
      "there is no file of variables nowhere.env",
      "relative to the project",
    ),
    env("LANDFALL_FOLDER", "nowhere", ["there is no folder", "nowhere"], "--folder PATH"),
  ],
  "files of variables": [
    dotenv(
      "LANDFALL_APP=a.ts",
      ".env:1: there is no setting LANDFALL_APP",
      "or LANDFALL_APP in the environment",
    ),
    dotenv(
      "A=1\n\nLANDFALL_PROT=1\n",
      ".env:3: there is no setting LANDFALL_PROT",
      "Did you mean LANDFALL_PORT?",
    ),
    dotenv(
      "LANDFALL_PORT=http",
      '.env:1 LANDFALL_PORT: expected a whole number from 0 to 65535, got "http"',
      "TCP port",
    ),
    dotenv(
      "# x\r\nexport LANDFALL_WORKERS='lots'\r\n",
      ".env:2 LANDFALL_WORKERS: expected auto",
      "processes",
    ),
    dotenv(
      "PORT=1\nPORT=eighty\n",
      '.env:2 PORT: expected a whole number from 0 to 65535, got "eighty"',
      "TCP port",
    ),
    dotenv('X="\nLANDFALL_PORT=fake\n"\nLANDFALL_PORT=real\n', ".env:4 LANDFALL_PORT", "TCP port"),
    dotenv("A=\0", "file of variables .env cannot be read: it holds zero bytes", "--no-env-files"),
    wrong({ files: { ".env/x": "" } }, [".env cannot be read: it is a folder", "--no-env-files"]),
    wrong({ files: { ".env.local": "LANDFALL_PORT=x" } }, [
      ".env.local:1 LANDFALL_PORT",
      "TCP port",
    ]),
    wrong({ files: { ".env.production": "LANDFALL_PORT=x" } }, [
      ".env.production:1 LANDFALL_PORT",
      "TCP port",
    ]),
    wrong({ files: { "prod.env": "" }, flags: { envFile: ["pord.env"] } }, [
      "no file of variables pord.env",
      "Did you mean prod.env?",
    ]),
    wrong({ files: { "a.env": "LANDFALL_PORT=x" }, flags: { envFile: ["a.env"] } }, [
      "a.env:1 LANDFALL_PORT",
      "TCP port",
    ]),
  ],
  "JSON files": [
    json("", "syntax error: the file is empty (landfall.config.json", "Correct the line"),
    json('{ "port": 1, }', ["syntax error: ", "(landfall.config.json:1:14)"], "trailing commas"),
    json(
      '{\n  // a comment\n  "port": 1\n}',
      ["syntax error: ", "(landfall.config.json:2:3)"],
      "no comments",
    ),
    json('{\n  "port": 1\n', ["syntax error: ", "landfall.config.json"], "Correct the line"),
    json("{ 'port': 1 }", ["syntax error: ", "(landfall.config.json:1:3)"], "double quotes"),
    json("[]", "landfall.config.json holds a list; a configuration is an object", "export default"),
    json("null", "landfall.config.json holds null", "export default"),
    json('"port"', "landfall.config.json holds a text", "export default"),
    json("8080", "landfall.config.json holds 8080", "export default"),
    json(nested, "host[0]", "Settings are JSON"),
    json('{ "__proto__": 1 }', 'no setting "__proto__"', "`landfall config` lists"),
    json('{ "port\\u001b[2J": 1 }', "\\u001b[2J", "`landfall config` lists"),
    value({ prot: 1 }, 'landfall.config.json:2: there is no setting "prot"', "Did you mean port?"),
    value(
      { graceful_timeout: "1s" },
      'no setting "graceful_timeout"',
      "Did you mean gracefulTimeout?",
    ),
    value({ app: "app.ts" }, 'no setting "app"', "LANDFALL_APP in the environment"),
    value({ envFile: ".env" }, 'no setting "envFile"', "LANDFALL_ENV_FILE in the environment"),
    value(
      { port: "http" },
      'landfall.config.json:2 port: expected a whole number from 0 to 65535, got "http"',
      "TCP port",
    ),
    value(
      { port: null },
      "landfall.config.json:2 port: expected a whole number from 0 to 65535, got null",
      "TCP port",
    ),
    value({ port: [1] }, "port: expected a whole number from 0 to 65535, got [1]", "TCP port"),
    value({ host: 1 }, "host: expected text, got 1", "Address or name"),
    value({ quiet: 1 }, "quiet: expected true or false, got 1", "warnings"),
    value(
      { gracefulTimeout: 30 },
      'gracefulTimeout: expected a duration with its unit, e.g. "30s", got 30',
      "requests",
    ),
    value({ maxBody: -1 }, "maxBody: expected a size, got -1", "large"),
    value({ ports: "8003-8000" }, "ports: expected ports, e.g. 8000-8003 or 8000,8010", "--host"),
    value({ ports: "0-1024" }, "ports: expected at most 1024 ports, got 1025", "--host"),
    value({ ports: [8000, 8000] }, "ports: expected each port once", "--host"),
    value({ ports: "8000-99999" }, "ports: expected ports, e.g. 8000-8003", "--host"),
    value({ ports: 8000 }, "ports: expected", "--host"),
    value(
      { unixMode: 400 },
      'unixMode: expected three octal digits as text, e.g. "660", got 400',
      "octal",
    ),
    value({ unix: [1] }, "unix[0]: expected text, got 1", "socket"),
    value(
      { serverOption: ["x"] },
      'serverOption[0]: expected name=value, got "x"',
      "server adapter",
    ),
    value({ serverOption: { a: 1 } }, "serverOption: expected text", "server adapter"),
    value(
      { listen: "nowhere" },
      'listen: expected an address to listen on, got "nowhere"',
      "HOST:PORT",
    ),
    value(
      { listen: ["1", "x"] },
      'listen[1]: expected an address to listen on, got "x"',
      "HOST:PORT",
    ),
    value(
      { listen: [{ port: 443, tls: {} }] },
      "listen[0]: this listener asks for tls",
      "proxy in front",
    ),
    value({ listen: [{ prot: 443 }] }, 'listen[0]: a listener has no "prot"', "Did you mean port?"),
    value(
      { listen: [{ port: "443" }] },
      'listen[0]: expected a port from 0 to 65535, got "443"',
      "HOST:PORT",
    ),
    value(
      { listen: [{ host: "::1" }] },
      "listen[0]: a listener needs a port, or a unix socket",
      "HOST:PORT",
    ),
    value({ listen: [{ port: 1, unix: "a" }] }, "a port or a unix socket, not both", "HOST:PORT"),
    value(
      { environments: 1 },
      "environments: expected an object of settings, got 1",
      "environments: {",
    ),
    value(
      { environments: { test: 1 } },
      "environments.test: expected an object of settings, got 1",
      "environments: {",
    ),
    value(
      { environments: { production: { prot: 1 } } },
      'landfall.config.json:4: there is no setting "prot"',
      "Did you mean port?",
    ),
    value({ environments: { other: { prot: 1 } } }, 'no setting "prot"', "Did you mean port?"),
    value(
      { environments: { production: { port: "x" } } },
      "landfall.config.json:4 environments.production.port: ",
      "TCP port",
    ),
    value(
      { environments: { production: { environments: {} } } },
      'no setting "environments"',
      "`landfall config` lists",
    ),
  ],
  "which files": [
    wrong({ files: { "landfall.config.json": "{}", "landfall.config.ts": "" } }, [
      "several configuration files: landfall.config.json, landfall.config.ts",
      "--config landfall.config.json",
    ]),
    wrong({ files: { "live.json": "{}" }, flags: { config: ["liev.json"] } }, [
      "no configuration file liev.json",
      "Did you mean live.json?",
    ]),
    wrong({ files: { "a/b": "" }, flags: { config: ["a"] } }, [
      "a cannot be read: it is no file",
      "a file that",
    ]),
    wrong({ files: { "a.yaml": "" }, flags: { config: ["a.yaml"] } }, [
      "a.yaml is no configuration file",
      ".json",
    ]),
    wrong({ flags: { config: ["a\0b"] } }, [
      '--config: expected a path, got "a\\u0000b"',
      "Configuration file",
    ]),
    wrong(
      {
        files: { "landfall.config.json": '{"environments":{"staging":{}}}' },
        flags: { environment: "stagign" },
      },
      [
        "--environment: no section for the environment stagign; there are staging",
        "Did you mean staging?",
      ],
    ),
  ],
  "files of code": [
    code(
      "ts",
      "export default { port: 1,",
      ["syntax error: ", "(landfall.config.ts:1:"],
      "Correct the line",
    ),
    code(
      "mjs",
      "export default {\n  port: 1\n  host: 2 }",
      ["syntax error: ", "(landfall.config.mjs:3"],
      "Correct the line",
    ),
    code(
      "cjs",
      "module.exports = {\n port: = }",
      ["syntax error: ", "(landfall.config.cjs:2"],
      "Correct the line",
    ),
    code(
      "mjs",
      'throw new Error("no luck")',
      "cannot load landfall.config.mjs: no luck (landfall.config.mjs:1:7)",
      "while it was loaded",
    ),
    code(
      "mjs",
      "throw undefined",
      "cannot load landfall.config.mjs: it threw undefined",
      "while it was loaded",
    ),
    code(
      "mts",
      "export default () => {\n  throw new Error('late');\n};",
      "cannot load landfall.config.mts: late (landfall.config.mts:2:9)",
      "while it was loaded",
    ),
    code(
      "mjs",
      "export default Promise.reject(new Error('rejected'))",
      "cannot load landfall.config.mjs: rejected",
      "while it was loaded",
    ),
    code(
      "mjs",
      'import "no-such-package"',
      'package "no-such-package" is not installed (landfall.config.mjs:1:8)',
      "npm install no-such-package",
    ),
    code(
      "mjs",
      'import "./elsewhere.js"',
      'import of "./elsewhere.js" leads to no file',
      "Create the file",
    ),
    code(
      "mjs",
      "export const port = 1",
      "landfall.config.mjs has no default export; it exports port",
      "export default",
    ),
    code("mjs", "export default 8080", "landfall.config.mjs holds 8080", "defineConfig"),
    code("mjs", "export default () => {}", "landfall.config.mjs holds undefined", "defineConfig"),
    code(
      "mjs",
      "export default { port() {} }",
      "landfall.config.mjs: port is a function",
      "Settings are JSON",
    ),
    code("mjs", "export default { port: 1n }", "port is a bigint", "Settings are JSON"),
    code("mjs", "export default { maxBody: NaN }", "maxBody is NaN", "Settings are JSON"),
    code(
      "mjs",
      "export default { listen: [new Date()] }",
      "listen[0] is an object of class Date",
      "Settings are JSON",
    ),
    code(
      "mjs",
      "const a = {}; a.unix = [a]; export default a",
      "unix[0] is a part of itself",
      "Settings are JSON",
    ),
    code(
      "mjs",
      "process.exit(3)",
      "landfall.config.mjs ended with code 3 before it gave its settings",
      "must not end the process",
    ),
    code(
      "mjs",
      "process.kill(process.pid, 'SIGTERM'); await new Promise(() => {})",
      "was ended by SIGTERM",
      "must not end",
    ),
    code(
      "ts",
      "enum Size { Small = 'x' }\nexport default {\n  maxBody: Size.Small,\n}",
      "landfall.config.ts:3 maxBody: expected a size",
      "2mb",
    ),
    code(
      "mjs",
      "export default ({ environment }) => ({ [environment]: 1 })",
      'no setting "production"',
      "`landfall config` lists",
    ),
  ],
};
