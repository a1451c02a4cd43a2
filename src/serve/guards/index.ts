/** Guards: who is let in. Maintenance for the whole server; `requireHttps` and `adminOnly` for apps, as `landfall/guards`. */
export { type GuardErrors, guardErrors } from "./errors.ts";
export { assertMaintenancePage, type GatePlan, MaintenanceGate } from "./maintenance-gate.ts";
export { MaintenanceSwitch, type SwitchPlan } from "./maintenance-switch.ts";
export type { MaintenanceSettings } from "./options.ts";
