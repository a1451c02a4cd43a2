/** Makes every node:http server that a test suite creates answer through our bridges: listener → handler → listener. */

const http = require("node:http");

const bridges = import(
  require("node:url").pathToFileURL(require("node:path").join(__dirname, "../../dist/index.js"))
    .href
);
const createServer = http.createServer;

http.createServer = function (...args) {
  const listener = args.findLast((arg) => typeof arg === "function");
  if (listener === undefined) return createServer.apply(this, args);
  const bridged = bridges.then(({ fromNodeListener, toNodeListener }) =>
    toNodeListener(fromNodeListener(listener)),
  );
  const others = args.filter((arg) => arg !== listener);
  return createServer.call(this, ...others, (incoming, outgoing) => {
    void bridged.then((answer) => answer(incoming, outgoing));
  });
};
