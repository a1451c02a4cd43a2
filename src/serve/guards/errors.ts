/** What can go wrong with maintenance and with guards, before and while they keep somebody out. */

import { defineErrors, type ErrorTable } from "../../core/index.ts";

/** What each error of this room is told. */
export interface GuardErrors {
  MAINTENANCE_FILE_UNUSABLE: { path: string; reason: string };
  MAINTENANCE_PAGE_UNUSABLE: { path: string; reason: string };
  GUARD_HOST_INVALID: { host: string };
  GUARD_HSTS_INVALID: { reason: string };
  GUARD_SECRET_EMPTY: { reference: string };
  GUARD_CONTEXT_MISSING: { guard: string };
}

/** The errors of maintenance and guards. */
export const guardErrors: ErrorTable<GuardErrors> = defineErrors<GuardErrors>({
  MAINTENANCE_FILE_UNUSABLE: {
    message: ({ path, reason }) =>
      `the maintenance file ${JSON.stringify(path)} cannot be changed: ${reason}`,
    hint: () =>
      "The site stays as it was. Make room or give the server's user its folder, or name another --maintenance-file.",
    exitCode: 1,
  },
  MAINTENANCE_PAGE_UNUSABLE: {
    message: ({ path, reason }) =>
      `the maintenance page ${JSON.stringify(path)} cannot be read: ${reason}`,
    hint: () => "Name an HTML file of at most 1 MB; a relative path is looked for in the project.",
    exitCode: 2,
  },
  GUARD_HOST_INVALID: {
    message: ({ host }) => `expected a host name, got ${JSON.stringify(host)}`,
    hint: () => "Write names without scheme, port and path: example.com, *.example.com",
    exitCode: 2,
  },
  GUARD_HSTS_INVALID: {
    message: ({ reason }) => `these HSTS options cannot be: ${reason}`,
    hint: () => "Browsers preload a site only with includeSubDomains and a maxAge of a year.",
    exitCode: 2,
  },
  GUARD_SECRET_EMPTY: {
    message: ({ reference }) => `the secret ${reference} is empty`,
    hint: () => "An empty password lets everybody in: write one, e.g. openssl rand -base64 24",
    exitCode: 1,
  },
  GUARD_CONTEXT_MISSING: {
    message: ({ guard }) => `${guard} cannot tell who asks: the request came without a context`,
    hint: () =>
      "Run the app with `landfall serve` or run(); in Hono, leave its environment to Landfall.",
    exitCode: 1,
  },
});
