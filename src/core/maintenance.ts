/** Whether a site is open: one value from the file that says so, over the master, to every worker. */

/** Times are ISO 8601. `until` is what visitors are told; nothing happens by itself then. */
export type MaintenanceState =
  | { readonly kind: "open" }
  | {
      readonly kind: "closed";
      readonly since: string;
      readonly reason?: string | undefined;
      readonly until?: string | undefined;
    };

/** How nearly every site is nearly always. */
export const siteOpen: MaintenanceState = { kind: "open" };
