/** How a request that the app has not answered is told of: from server to worker to master. */

/** Characters of a route; a path may be as long as a header. */
export const longestRoute = 200;

/** A request that the app has not answered. */
export interface RunningRequest {
  /** Method and path, e.g. `GET /report`, at most `longestRoute` characters; without a query, which may hold secrets. */
  readonly route: string;
  /** Milliseconds that the app has had for it. */
  readonly age: number;
}
