import { describe, expect, test } from "vitest";
import { load } from "./project.ts";
import { wrongConfigurations } from "./wrong-configurations.ts";

test("[A10] there are more than a hundred of them", () => {
  expect(Object.values(wrongConfigurations).flat().length).toBeGreaterThanOrEqual(100);
});

describe.each(Object.entries(wrongConfigurations))("wrong: %s", (_, rows) => {
  test.each(rows.map((row) => [row.says.join(" … "), row] as const))(
    "%s",
    { timeout: 60_000 },
    async (_name, { says, hint, ...call }) => {
      const { problems } = await load(call);
      const [problem] = problems.toReversed();
      expect(problem?.message).toContain(says[0]);
      for (const words of says) expect(problem?.message).toContain(words);
      expect(problem?.hint).toContain(hint);
      const lines = `${problem?.message}${problem?.hint}`;
      expect(lines).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
      expect(lines.length).toBeLessThan(1_000);
    },
  );
});
