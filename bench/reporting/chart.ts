/** A bar chart as SVG, for a light and for a dark page: a bar for the median, a line from the lowest to the highest. Pure. */

import type { Spread } from "../measuring/statistics.ts";

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: Spread;
  /** Whether it stands out. */
  readonly isOurs: boolean;
}

/** What a chart shows. */
export interface Chart {
  readonly title: string;
  /** What the numbers count, e.g. `requests per second`. */
  readonly unit: string;
  readonly bars: readonly Bar[];
}

/** The names of both looks. */
export const themes = ["light", "dark"] as const;

/** One of the looks. */
export type Theme = (typeof themes)[number];

interface Colours {
  readonly text: string;
  readonly faint: string;
  readonly ours: string;
  readonly theirs: string;
}

const colours: Readonly<Record<Theme, Colours>> = {
  light: { text: "#1f2328", faint: "#59636e", ours: "#0b6e4f", theirs: "#a9b4c0" },
  dark: { text: "#e6edf3", faint: "#9198a1", ours: "#3fb68b", theirs: "#4d5966" },
};

const width = 720;
const labelWidth = 190;
const numberWidth = 90;
const barsWidth: number = width - labelWidth - numberWidth;
const lineHeight = 26;
const top = 44;

/** The chart as an SVG document without a background. */
export function formatChart(chart: Chart, theme: Theme): string {
  const look = colours[theme];
  const height = top + chart.bars.length * lineHeight + 8;
  const highest = Math.max(...chart.bars.map(({ value }) => value.highest), 1);
  const heading = `${chart.title}: ${chart.unit}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(heading)}" font-family="system-ui, sans-serif" font-size="13">`,
    `<text x="0" y="16" font-weight="600" fill="${look.text}">${escape(heading)}</text>`,
    `<text x="0" y="32" font-size="11" fill="${look.faint}">bar: median of the rounds, line: lowest to highest</text>`,
    ...chart.bars.map((bar, at) => formatBar(bar, top + at * lineHeight, { highest, look })),
    "</svg>",
    "",
  ].join("\n");
}

function formatBar(
  { label, value, isOurs }: Bar,
  y: number,
  { highest, look }: { readonly highest: number; readonly look: Colours },
): string {
  const scale = (number: number): number => Math.round((number / highest) * barsWidth * 10) / 10;
  const middle = y + lineHeight / 2;
  const from = labelWidth + scale(value.lowest);
  const to = labelWidth + scale(value.highest);
  const weight = isOurs ? ' font-weight="600"' : "";
  return [
    `<text x="${labelWidth - 8}" y="${middle + 4}" text-anchor="end"${weight} fill="${look.text}">${escape(label)}</text>`,
    `<rect x="${labelWidth}" y="${y + 5}" width="${scale(value.median)}" height="16" rx="2" fill="${isOurs ? look.ours : look.theirs}"/>`,
    `<path d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8" stroke="${look.text}" fill="none"/>`,
    `<text x="${width}" y="${middle + 4}" text-anchor="end"${weight} fill="${look.text}">${formatNumber(value.median)}</text>`,
  ].join("\n");
}

/** A whole number with commas between thousands. */
export function formatNumber(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
