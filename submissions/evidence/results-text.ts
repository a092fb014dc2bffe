import type { ClaimedEnergyWindow, ClaimedRun, ClaimedStreaming, ClaimedWindow } from './claimed.ts';
import type { PrintedFigure } from './evidence.ts';
import { ownText } from './own-text.ts';

const number = String.raw`(-?\d{1,40}(?:\.\d{0,40})?(?:e[+-]?\d{1,4})?)`;
const patterns = {
  throughput: new RegExp(String.raw`Median throughput is\s+${number}\s*inf`, 'i'),
  energy: new RegExp(String.raw`Median energy cost is\s+${number}\s*uJ`, 'i'),
  top1: new RegExp(String.raw`Top[- ]1%?\s?[:=]\s*${number}`),
  auc: new RegExp(String.raw`AUC\s?[:=]\s*${number}`),
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
  readonly #figures: {
    throughput?: PrintedFigure;
    top1?: PrintedFigure;
    auc?: PrintedFigure;
    energyUj?: PrintedFigure;
  } = {};
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
    else this.#value(text, line);
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
      throughput: this.#figures.throughput ?? null,
      top1: this.#figures.top1 ?? null,
      auc: this.#figures.auc ?? null,
      energyUj: this.#figures.energyUj ?? null,
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

  #value(text: string, line: number): void {
    const find = (pattern: RegExp): PrintedFigure | undefined => this.#figure(pattern.exec(text)?.[1], line);
    const figures = this.#figures;
    const throughput = find(patterns.throughput);
    const energyUj = find(patterns.energy);
    const top1 = find(patterns.top1);
    const auc = find(patterns.auc);
    if (throughput !== undefined) figures.throughput ??= throughput;
    if (energyUj !== undefined) figures.energyUj ??= energyUj;
    if (top1 !== undefined) figures.top1 ??= top1;
    if (auc !== undefined) figures.auc ??= auc;
    if (throughput !== undefined || energyUj !== undefined) this.#window = this.#energyWindow = undefined;
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
