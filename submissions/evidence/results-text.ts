import type { Claim, ClaimedEnergyWindow, ClaimedRun, ClaimedStreaming, ClaimedWindow } from './claimed.ts';
import type { ClaimedFigures, PrintedFigure } from './evidence.ts';
import { ownText } from './own-text.ts';

const number = String.raw`(-?\d{1,40}(?:\.\d{0,40})?(?:e[+-]?\d{1,4})?)`;
const patterns = {
  window: /Performance results for window (\d{1,6})/,
  energyWindow: new RegExp(String.raw`Energy data for (?:window|trial) (\d{1,6})(?: at time \S+ for ${number} sec)?`),
  inferences: /Inferences\s*:\s*(\d{1,15})/,
  seconds: new RegExp(String.raw`(?:Runtime|Elapsed time)\s*:\s*${number}`),
  windowThroughput: new RegExp(String.raw`Throughput\s*:\s*${number}\s*inf`),
  energyOfWindow: new RegExp(String.raw`Energy\s*:\s*${number}\s*uJ(?!\/)`),
  energyPerInference: new RegExp(String.raw`Energy/Inf\.?\s*:\s*${number}\s*uJ`),
  power: new RegExp(String.raw`Power\s*:\s*${number}\s*(uW|mW|W)`),
  refused: /e-\[The run must take|requirements have not|not (?:been )?met|not valid/i,
  streaming: /Accuracy:\s*(\d{1,9}) True positives?, (\d{1,9}) False negatives?, (\d{1,9}) False positives?/i,
  dutyCycle: new RegExp(String.raw`Average duty cycle:\s*${number}`),
  period: new RegExp(String.raw`Average period:\s*${number}`),
  streamingThroughput: new RegExp(String.raw`Estimated throughput:\s*${number}`),
};

/**
 * The figures of a result in two readings: in whatever spaces and digits, and as the patterns of the official checker
 * find them, each at the end of its line.
 */
const claimPatterns: Readonly<Record<keyof ClaimedFigures, { readonly any: RegExp; readonly official: RegExp }>> = {
  throughput: {
    any: new RegExp(String.raw`Median throughput is\s+${number}\s*inf`, 'gi'),
    official: /^.* Median throughput is\s+([\d.]+) inf\.\/sec\./,
  },
  energyUj: {
    any: new RegExp(String.raw`Median energy cost is\s+${number}\s*uJ`, 'gi'),
    official: /^.*Median energy cost is ([\d.]+) uJ\/inf/,
  },
  top1: {
    any: new RegExp(String.raw`Top[- ]1%?\s?[:=]\s*${number}`, 'gi'),
    official: /^.* Top[- ]1%?\s?[:=] ([\d.]+)/,
  },
  auc: {
    any: new RegExp(String.raw`\bAUC\s?[:=]\s*${number}`, 'gi'),
    official: /^.* AUC\s?[:=] ([\d.]+)/,
  },
};
const claimedNames = ['throughput', 'energyUj', 'top1', 'auc'] as const;
const mostClaims = 100;

/**
 * Reads a results file: the figures, wherever in a line they stand, of EEMBC's runner, the MLCommons runner and this
 * program. Lines that are printed more than once count once.
 */
export function readResultsText(text: string, file: string): ClaimedRun {
  const reader = new ResultsReader(file);
  for (const [index, content] of text.split('\n').entries()) reader.line(content, index + 1);
  return reader.finish();
}

type Draft<Type> = { -readonly [Key in keyof Type]: Type[Key] };

class ResultsReader {
  readonly #file: string;
  readonly #claims: Claim[] = [];
  readonly #windows = new Map<number, Draft<ClaimedWindow>>();
  readonly #energyWindows = new Map<number, Draft<ClaimedEnergyWindow>>();
  #window: Draft<ClaimedWindow> | undefined;
  #energyWindow: Draft<ClaimedEnergyWindow> | undefined;
  #streaming: Draft<ClaimedStreaming> | undefined;
  #repeatedLines = 0;
  #before = '';
  #power: PrintedFigure | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  line(content: string, line: number): void {
    const text = content.trim();
    if (text !== '' && text === this.#before && /\d/.test(text)) this.#repeatedLines++;
    this.#before = text;
    const [, window] = patterns.window.exec(text) ?? [];
    const [, energyWindow, seconds] = patterns.energyWindow.exec(text) ?? [];
    if (window !== undefined) this.#beginWindow(Number(window), line);
    else if (energyWindow !== undefined) this.#beginEnergyWindow(Number(energyWindow), seconds, line);
    else this.#value(text, content, line);
  }

  finish(): ClaimedRun {
    const energyWindows = [...this.#energyWindows.values()].map((window) => {
      // EEMBC rounds the seconds beside the energy to two decimals, and prints three further down.
      const { seconds = null, iterations = null } = this.#windows.get(window.number) ?? {};
      return { ...window, seconds: seconds ?? window.seconds, iterations: iterations ?? window.iterations };
    });
    const streaming = this.#streaming;
    return {
      file: this.#file,
      throughput: this.#claim('throughput'),
      top1: this.#claim('top1'),
      auc: this.#claim('auc'),
      energyUj: this.#claim('energyUj'),
      claims: this.#claims,
      windows: [...this.#windows.values()],
      energyWindows,
      streaming: streaming === undefined ? null : { ...streaming, powerMw: this.#power ?? null },
      repeatedLines: this.#repeatedLines,
    };
  }

  #beginWindow(number: number, line: number): void {
    this.#energyWindow = undefined;
    this.#window = this.#windows.get(number) ?? {
      ...{ number, line, iterations: null, seconds: null, throughput: null, isRefused: false },
    };
    this.#windows.set(number, this.#window);
  }

  #beginEnergyWindow(number: number, seconds: string | undefined, line: number): void {
    this.#window = undefined;
    this.#energyWindow = this.#energyWindows.get(number) ?? {
      ...{ number, line, iterations: null, energyUj: null, energyPerInferenceUj: null, powerUw: null },
      seconds: this.#figure(seconds, line) ?? null,
    };
    this.#energyWindows.set(number, this.#energyWindow);
  }

  #value(text: string, content: string, line: number): void {
    const find = (pattern: RegExp): PrintedFigure | undefined => this.#figure(pattern.exec(text)?.[1], line);
    for (const name of claimedNames) {
      const { any, official } = claimPatterns[name];
      const figures = [...text.matchAll(any)].flatMap((match) => this.#figure(match[1], line) ?? []);
      if (figures.length === 0) continue;
      if (name === 'throughput' || name === 'energyUj') this.#window = this.#energyWindow = undefined;
      const read = official.exec(content)?.[1] ?? null;
      for (const figure of figures) this.#claimed({ ...figure, figure: name, official: read });
    }
    this.#streamingValue(text, line);
    const power = this.#powerOf(text, line);
    if (power !== undefined) this.#power ??= { ...power, value: power.value / 1000 };
    const inferences = patterns.inferences.exec(text)?.[1];
    if (this.#window !== undefined) {
      this.#window.iterations ??= inferences === undefined ? null : Number(inferences);
      this.#window.seconds ??= find(patterns.seconds) ?? null;
      this.#window.throughput ??= find(patterns.windowThroughput) ?? null;
      if (patterns.refused.test(text)) this.#window.isRefused = true;
    }
    if (this.#energyWindow !== undefined) {
      this.#energyWindow.iterations ??= inferences === undefined ? null : Number(inferences);
      this.#energyWindow.seconds ??= find(patterns.seconds) ?? null;
      this.#energyWindow.energyUj ??= find(patterns.energyOfWindow) ?? null;
      this.#energyWindow.energyPerInferenceUj ??= find(patterns.energyPerInference) ?? null;
      this.#energyWindow.powerUw ??= power ?? null;
    }
  }

  #claimed(claim: Claim): void {
    const isKnown = this.#claims.some(
      ({ figure, text, official }) => figure === claim.figure && text === claim.text && official === claim.official,
    );
    if (!isKnown && this.#claims.length < mostClaims) this.#claims.push(claim);
  }

  #claim(name: keyof ClaimedFigures): PrintedFigure | null {
    const claims = this.#claims.filter(({ figure }) => figure === name);
    const claim = claims.find(({ text, official }) => text === official) ?? claims[0];
    return claim === undefined ? null : { value: claim.value, text: claim.text, place: claim.place };
  }

  #streamingValue(text: string, line: number): void {
    const [, truePositives, falseNegatives, falsePositives] = patterns.streaming.exec(text) ?? [];
    if (truePositives !== undefined) {
      this.#streaming ??= {
        truePositives: Number(truePositives),
        falseNegatives: Number(falseNegatives),
        falsePositives: Number(falsePositives),
        ...{ dutyCycle: null, periodS: null, throughput: null, powerMw: null, line },
      };
    }
    if (this.#streaming === undefined) return;
    this.#streaming.dutyCycle ??= this.#figure(patterns.dutyCycle.exec(text)?.[1], line) ?? null;
    this.#streaming.periodS ??= this.#figure(patterns.period.exec(text)?.[1], line) ?? null;
    this.#streaming.throughput ??= this.#figure(patterns.streamingThroughput.exec(text)?.[1], line) ?? null;
  }

  /** In microwatts, whatever unit it is printed in. */
  #powerOf(text: string, line: number): PrintedFigure | undefined {
    const [, printed, unit] = patterns.power.exec(text) ?? [];
    const figure = this.#figure(printed, line);
    if (figure === undefined) return undefined;
    return { ...figure, value: figure.value * (unit === 'uW' ? 1 : unit === 'mW' ? 1e3 : 1e6) };
  }

  #figure(text: string | undefined, line: number): PrintedFigure | undefined {
    const value = text === undefined ? Number.NaN : Number(text);
    if (text === undefined || !Number.isFinite(value)) return undefined;
    return { value, text: ownText(text), place: { file: this.#file, line } };
  }
}
