/** A table of apps that fail, each with the exact line that explains it. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createProjectFolder,
  loadInChild,
  type LoadCase,
  type LoadOutcome,
  type ProjectFiles,
} from "./load-in-child.ts";

/** One row. */
export interface BadCase {
  readonly title: string;
  readonly files: ProjectFiles;
  readonly specifier?: string;
  readonly stripTypes?: boolean;
  readonly code: string;
  /** The whole message; `CWD` stands for the project's folder. */
  readonly message: string | RegExp;
  readonly hint?: string | RegExp;
  readonly exitCode?: number;
}

/** Loads every row, TypeScript and JavaScript in a process each, and compares. */
export function describeFailures(title: string, all: readonly BadCase[]): void {
  describe(title, () => {
    const root = createProjectFolder();
    const outcomes = new Map<BadCase, LoadOutcome>();
    afterAll(() => root[Symbol.dispose]());

    beforeAll(async () => {
      const groups = Map.groupBy(all, ({ specifier = "", stripTypes = false }) =>
        !stripTypes && /\.([cm]?ts|[jt]sx)/.test(specifier) ? "tsx" : "node",
      );
      await Promise.all([...groups.values()].map(load));
    });

    async function load(group: readonly BadCase[]): Promise<void> {
      const cases = group.map(({ files, specifier, stripTypes }): LoadCase => ({
        cwd: root.add(files),
        specifier,
        stripTypes,
      }));
      const results = await loadInChild(cases);
      for (const [index, one] of group.entries()) {
        const text = JSON.stringify(results[index]).replaceAll(cases[index]?.cwd ?? "", "CWD");
        outcomes.set(one, JSON.parse(text) as LoadOutcome);
      }
    }

    it.each(all)("$title", (one) => {
      const { code, message, hint = /./, exitCode = 1 } = one;
      expect(outcomes.get(one)).toEqual({
        kind: "failed",
        code,
        message: matching(message),
        hint: matching(hint),
        exitCode,
      });
    });
  });
}

function matching(text: string | RegExp): unknown {
  return typeof text === "string" ? text : expect.stringMatching(text);
}
