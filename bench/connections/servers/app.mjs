/** The same as a handler. */

export default { fetch: () => new Response("Hello, world!") };
