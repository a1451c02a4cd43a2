/** Guards: who is let in. Maintenance for the whole server; `requireHttps` and `adminOnly` for apps, as `landfall/guards`. */
export { type GuardErrors, guardErrors } from "./errors.ts";
export { adminOnly, type AdminOnlyOptions } from "./admin-only.ts";
export { type HonoContext, toExpressMiddleware, toHonoMiddleware } from "./bridges.ts";
export { type Guard, type GuardedRequest, type Verdict } from "./guard.ts";
export type { HstsOptions } from "./hsts.ts";
export { requireHttps, type RequireHttpsOptions } from "./require-https.ts";
export { assertMaintenancePage, type GatePlan, MaintenanceGate } from "./maintenance-gate.ts";
export { MaintenanceSwitch, type SwitchPlan } from "./maintenance-switch.ts";
export type { MaintenanceSettings } from "./options.ts";
