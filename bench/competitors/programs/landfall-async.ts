/** The hello app with an async handler, for `landfall serve`. */

export default { fetch: async (): Promise<Response> => new Response("Hello, world!") };
