/** Charts are well-formed SVG, to scale, for both looks, whatever a label says. */
import { expect, it } from "vitest";
import { formatChart, themes, type Chart } from "../../../bench/reporting/chart.ts";

const chart: Chart = {
  title: "Hello",
  unit: "requests per second",
  bars: [
    { label: "a", value: { median: 100, lowest: 50, highest: 200 }, isOurs: true },
    { label: '<b> & "c"', value: { median: 50, lowest: 50, highest: 50 }, isOurs: false },
  ],
};

it("draws bars to the scale of the highest value", () => {
  const svg = formatChart(chart, "light");
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths).toEqual([220, 110]);
  expect(svg).toContain('d="M300 57H630');
});

it("escapes labels", () => {
  expect(formatChart(chart, "light")).toContain(">&lt;b> &amp; &quot;c&quot;</text>");
});

it("has other colours for a dark page, and no background of its own", () => {
  const [light, dark] = themes.map((theme) => formatChart(chart, theme));
  expect(light).not.toBe(dark);
  const withoutColours = (svg = ""): string => svg.replaceAll(/#[0-9a-f]{6}/g, "");
  expect(withoutColours(light)).toBe(withoutColours(dark));
  expect(light?.match(/<rect/g)).toHaveLength(2);
});

it("draws a chart of nothing without an invalid number", () => {
  expect(formatChart({ ...chart, bars: [] }, "dark")).not.toMatch(/NaN|Infinity/);
});
