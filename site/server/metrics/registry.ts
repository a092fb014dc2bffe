/** Metrics in the text format of Prometheus (version 0.0.4). Values of labels are words of this program, never of users. */
export class Registry {
  readonly #families: { text(): string }[] = [];

  /** Only ever grows; by convention its name ends with `_total`. */
  counter<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): Counter<Label> {
    return this.#add(new Counter(name, help, 'counter', labels));
  }

  /** Goes up and down. */
  gauge<Label extends string = never>(name: string, help: string, labels: readonly Label[] = []): Gauge<Label> {
    return this.#add(new Gauge(name, help, 'gauge', labels));
  }

  /** @param bounds upper ends of its buckets, ascending; that of all is added */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    bounds: readonly number[],
    labels: readonly Label[] = [],
  ): Histogram<Label> {
    return this.#add(new Histogram(name, help, bounds, labels));
  }

  text(): string {
    return this.#families.map((family) => family.text()).join('');
  }

  #add<Family extends { text(): string }>(family: Family): Family {
    this.#families.push(family);
    return family;
  }
}

export type Labels<Label extends string> = Readonly<Record<Label, string>>;

class Series<Label extends string> {
  protected readonly values = new Map<string, number>();
  readonly #head: string;
  readonly #name: string;
  readonly #labels: readonly Label[];

  constructor(name: string, help: string, type: string, labels: readonly Label[]) {
    this.#head = head(name, help, type);
    this.#name = name;
    this.#labels = labels;
    // What has no labels is there from the start, so that its first step is seen as one.
    if (labels.length === 0) this.values.set('', 0);
  }

  text(): string {
    const lines = [...this.values].map(([labels, value]) => `${this.#name}${braces(labels)} ${numberText(value)}\n`);
    return this.#head + lines.join('');
  }

  protected key(labels: Labels<Label>): string {
    return labelText(this.#labels, labels);
  }
}

class Counter<Label extends string> extends Series<Label> {
  add(labels: Labels<Label>, amount = 1): void {
    const key = this.key(labels);
    this.values.set(key, (this.values.get(key) ?? 0) + amount);
  }
}

class Gauge<Label extends string> extends Series<Label> {
  set(labels: Labels<Label>, value: number): void {
    this.values.set(this.key(labels), value);
  }
}

class Histogram<Label extends string> {
  readonly #name: string;
  readonly #head: string;
  readonly #bounds: readonly number[];
  readonly #labels: readonly Label[];
  readonly #series = new Map<string, { readonly counts: number[]; sum: number; count: number }>();

  constructor(name: string, help: string, bounds: readonly number[], labels: readonly Label[]) {
    this.#name = name;
    this.#head = head(name, help, 'histogram');
    this.#bounds = bounds;
    this.#labels = labels;
  }

  observe(labels: Labels<Label>, value: number): void {
    const key = labelText(this.#labels, labels);
    const series = this.#series.get(key) ?? { counts: this.#bounds.map(() => 0), sum: 0, count: 0 };
    this.#series.set(key, series);
    for (const [index, bound] of this.#bounds.entries()) {
      if (value <= bound) series.counts[index] = (series.counts[index] ?? 0) + 1;
    }
    series.sum += value;
    series.count++;
  }

  text(): string {
    const lines = [...this.#series].flatMap(([labels, { counts, sum, count }]) => [
      ...counts.map((upTo, index) => this.#bucket(labels, numberText(this.#bounds[index] ?? 0), upTo)),
      this.#bucket(labels, '+Inf', count),
      `${this.#name}_sum${braces(labels)} ${numberText(sum)}\n`,
      `${this.#name}_count${braces(labels)} ${count}\n`,
    ]);
    return this.#head + lines.join('');
  }

  #bucket(labels: string, bound: string, count: number): string {
    return `${this.#name}_bucket${braces(`${labels === '' ? '' : `${labels},`}le="${bound}"`)} ${count}\n`;
  }
}

export type { Counter, Gauge, Histogram };

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
}

function labelText<Label extends string>(names: readonly Label[], labels: Labels<Label>): string {
  return names.map((name) => `${name}="${escaped(labels[name])}"`).join(',');
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function braces(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
