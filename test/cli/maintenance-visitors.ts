/** Visitors of a site that opens and closes: requests that came over a proxy, so that nobody takes them for local ones. */

import http from "node:http";

/** What one visitor got. */
export interface Visit {
  /** 0 when the connection failed. */
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  /** What was going on when it was begun. */
  readonly phase: string;
}

/** The field that every one of them bears. */
export const visiting: Readonly<Record<string, string>> = { "x-forwarded-for": "192.0.2.1" };

/** One request; it never rejects. */
export function visit(
  url: string,
  { body, phase = "", ...options }: http.RequestOptions & { body?: string; phase?: string } = {},
): Promise<Visit> {
  return new Promise((resolve) => {
    const failed = (): void => resolve({ status: 0, headers: {}, body: "", phase });
    const headers = { ...visiting, ...(options.headers as http.OutgoingHttpHeaders) };
    const request = http.request(url, { agent: false, ...options, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("error", failed);
      response.on("end", () => {
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: response.headers, body: text, phase });
      });
    });
    request.on("error", failed);
    request.end(body);
  });
}

/** Visitors who ask again and again: some on kept connections, some on new ones, some with a body. */
export class Crowd {
  readonly visits: Visit[] = [];
  phase = "";
  readonly #agent = new http.Agent({ keepAlive: true });
  #isOver = false;
  readonly #running: Promise<void>[];

  constructor(url: string) {
    const body = "x".repeat(20_000);
    const kinds = [{}, { agent: this.#agent }, { method: "POST", body }, { agent: this.#agent }];
    this.#running = kinds.map((options) => this.#ask(url, options));
  }

  /** Stops asking; resolves with everything that was answered. */
  async end(): Promise<readonly Visit[]> {
    this.#isOver = true;
    await Promise.all(this.#running);
    this.#agent.destroy();
    return this.visits;
  }

  async #ask(url: string, options: http.RequestOptions & { body?: string }): Promise<void> {
    while (!this.#isOver) this.visits.push(await visit(url, { ...options, phase: this.phase }));
  }
}
