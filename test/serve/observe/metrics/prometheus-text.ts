/**
 * A strict reader of the Prometheus text format 0.0.4: every line must be what the format's description allows, each
 * family complete and once, each series once, and histograms whole.
 */

/** One sample. */
export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One family. */
export interface ReadFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: ReadSample[];
}

/** What was read, by the family's name. */
export type ReadMetrics = ReadonlyMap<string, ReadFamily>;

const name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const helpLine = new RegExp(`^# HELP (${name}) ((?:[^\\\\]|\\\\\\\\|\\\\n)+)$`);
const typeLine = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram|summary|untyped)$`);
const sampleLine = new RegExp(`^(${name})(?:\\{(.*)\\})? (\\S+)$`);
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(?:,|$)/;
const number = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]Inf|NaN)$/;

/** Reads a whole exposition; throws at the first line that is wrong. */
export function readPrometheus(text: string): ReadMetrics {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, ReadFamily>();
  let current: ReadFamily | undefined;
  let help: { name: string; text: string } | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    if (line === "") continue;
    if (line.startsWith("# HELP ")) {
      const [, named, said] = must(helpLine.exec(line), line);
      help = { name: named!, text: said! };
    } else if (line.startsWith("# TYPE ")) {
      const [, named, type] = must(typeLine.exec(line), line);
      if (families.has(named!)) throw new Error(`twice: ${line}`);
      if (help?.name !== named) throw new Error(`no help before ${line}`);
      current = { name: named!, help: help!.text, type: type!, samples: [] };
      families.set(named!, current);
    } else {
      const sample = readSample(line);
      if (current === undefined || !belongs(sample.name, current)) {
        throw new Error(`outside of its family: ${line}`);
      }
      current.samples.push(sample);
    }
  }
  for (const family of families.values()) check(family);
  return families;
}

/** The value of one series. */
export function valueOf(
  metrics: ReadMetrics,
  named: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return samplesOf(metrics, named).find((sample) => keyOf(sample.labels) === keyOf(labels))?.value;
}

/** The sum over every series of a name. */
export function sumOf(metrics: ReadMetrics, named: string): number {
  return samplesOf(metrics, named).reduce((all, { value }) => all + value, 0);
}

/** Every sample of a name, also `…_count` and the like. */
export function samplesOf(metrics: ReadMetrics, named: string): readonly ReadSample[] {
  return [...metrics.values()].flatMap(({ samples }) =>
    samples.filter((sample) => sample.name === named),
  );
}

/** Everything that must not go back: counters, and buckets, sums and counts of histograms, by name and labels. */
export function countersOf(metrics: ReadMetrics): ReadonlyMap<string, number> {
  const counting = [...metrics.values()].filter(({ type }) => type !== "gauge");
  return new Map(
    counting.flatMap(({ samples }) =>
      samples.map(
        ({ name: named, labels, value }) => [`${named} ${keyOf(labels)}`, value] as const,
      ),
    ),
  );
}

function readSample(line: string): ReadSample {
  const [, named, written = "", value] = must(sampleLine.exec(line), line);
  if (!number.test(value!)) throw new Error(`no number: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = written; rest !== "";) {
    const [all, key, said] = must(label.exec(rest), line);
    if (Object.hasOwn(labels, key!)) throw new Error(`a label twice: ${line}`);
    labels[key!] = said!.replace(/\\(.)/g, (_, one: string) => (one === "n" ? "\n" : one));
    rest = rest.slice(all!.length);
  }
  return { name: named!, labels, value: toNumber(value!) };
}

function belongs(sample: string, { name: family, type }: ReadFamily): boolean {
  if (type !== "histogram") return sample === family;
  return ["_bucket", "_sum", "_count"].some((end) => sample === family + end);
}

function check({ name: family, type, samples }: ReadFamily): void {
  const keys = samples.map((sample) => `${sample.name} ${keyOf(sample.labels)}`);
  if (new Set(keys).size !== keys.length) throw new Error(`a series of ${family} twice`);
  if (type === "counter" && !family.endsWith("_total")) throw new Error(`${family} is no _total`);
  if (type === "counter" && samples.some(({ value }) => !(value >= 0))) {
    throw new Error(`${family} is below nothing`);
  }
  if (type === "histogram") checkHistogram(family, samples);
}

/** RFC-like rules of histograms: cumulative buckets in order, the last one +Inf and equal to the count. */
function checkHistogram(family: string, samples: readonly ReadSample[]): void {
  const groups = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    groups.set(keyOf(labels), [...(groups.get(keyOf(labels)) ?? []), sample]);
  }
  for (const [key, group] of groups) {
    const of = (end: string) => group.filter((sample) => sample.name === family + end);
    const buckets = of("_bucket");
    const bounds = buckets.map(({ labels }) => toNumber(labels["le"] ?? "none"));
    const counts = buckets.map(({ value }) => value);
    const isSorted = (list: readonly number[]) =>
      list.every((one, index) => index === 0 || one >= list[index - 1]!);
    if (!isSorted(bounds) || bounds.at(-1) !== Infinity) throw new Error(`bounds of ${key}`);
    if (!isSorted(counts)) throw new Error(`${family} ${key} is not cumulative`);
    if (of("_sum").length !== 1 || of("_count").length !== 1) throw new Error(`half of ${key}`);
    if (of("_count")[0]!.value !== counts.at(-1)) throw new Error(`the count of ${key}`);
  }
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).toSorted());
}

function toNumber(text: string): number {
  return Number(text.replace("Inf", "Infinity"));
}

function must(match: RegExpExecArray | null, line: string): RegExpExecArray {
  if (match === null) throw new Error(`not of the format: ${line}`);
  return match;
}
