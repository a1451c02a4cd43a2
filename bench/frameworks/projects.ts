/** Every project, in the order of the table. */

import type { Project } from "./project.ts";
import { astro } from "./projects/astro.ts";
import { next } from "./projects/next.ts";
import { nitro } from "./projects/nitro.ts";
import { sveltekit } from "./projects/sveltekit.ts";

/** One row per framework. */
export const projects: readonly Project[] = [next, nitro, sveltekit, astro];
