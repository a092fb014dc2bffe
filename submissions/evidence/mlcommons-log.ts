import type { LogContent } from './eembc-log.ts';
import { baseName } from './eembc-windows.ts';
import type { MeasuredWindow, OtherThanAsked } from './evidence.ts';
import { InferenceSteps } from './inference-steps.ts';
import type { LineBlock } from './log-lines.ts';
import { textLines } from './log-lines.ts';
import { ownText } from './own-text.ts';

const mostErrors = 100;
const mostOthers = 20;

/** Reads a log of the MLCommons runner: milliseconds, no laps; the exact times are in results.json. */
export class MlcommonsLogReader {
  lines = 0;
  /** The list of detections that a streaming run prints, samples of the recording counted in milliseconds. */
  detections: { readonly valuesMs: readonly number[]; readonly line: number } | null = null;
  /** Processing pulses that the log lists, in the tens of microseconds in which the interface board prints them. */
  readonly pulses: { readonly starts: number[]; readonly stops: number[] } = { starts: [], stops: [] };
  #pulseList: number[] | null = null;
  readonly #file: string;
  readonly #windows: MeasuredWindow[] = [];
  readonly #steps = new InferenceSteps();
  readonly #otherThanAsked: OtherThanAsked[] = [];
  readonly #errors: { readonly text: string; readonly line: number }[] = [];
  readonly #damage: LogContent['damage'][number][] = [];
  readonly #device = { name: null as string | null, profile: null as string | null, model: null as string | null };
  #deviceLine: number | null = null;
  #input: string | null = null;
  #segment = 0;
  #iterations: number | null = null;
  #warmups: number | null = null;
  #line: number | null = null;
  #seconds: number | null = null;
  /** When the input was loaded, and when the board was done. */
  #loadedS: number | null = null;
  #doneS: number | null = null;
  readonly #pace = { windows: 0, hostS: 0, boardS: 0, warmupsS: 0 };
  #firstTimeS: number | null = null;
  #lastTimeS: number | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  read(block: LineBlock): void {
    if (block.isContinued) this.#damage.push({ line: block.line, what: 'long-line' });
    for (const { text, line } of textLines(block)) {
      this.lines = line;
      this.#read(text, line);
    }
  }

  finish(): LogContent {
    this.#close(null, null);
    return {
      ...{ mode: null, runnerVersion: null, configuredModel: null },
      device: { ...this.#device, place: { file: this.#file, line: this.#deviceLine } },
      windows: this.#windows,
      lackingSteps: this.#steps.lacking(),
      stepGaps: [],
      otherThanAsked: this.#otherThanAsked,
      timestampLaps: 0,
      lapPace: null,
      secondsPace: this.#pace.windows === 0 ? null : this.#pace,
      errors: this.#errors,
      ...{ monitor: null, voltageMv: null },
      ...{ firstTimeS: this.#firstTimeS, lastTimeS: this.#lastTimeS },
      damage: this.#damage,
    };
  }

  #read(text: string, line: number): void {
    if (text.includes('\0') && this.#damage.length < mostErrors) this.#damage.push({ line, what: 'binary' });
    const time = secondsOfYear(text);
    if (time !== null) {
      this.#firstTimeS ??= time;
      this.#lastTimeS = time;
    }
    const loaded = /Loading file (.{1,512}?) segment (\d{1,9})/.exec(text);
    if (loaded !== null) {
      this.#steps.take('load', line);
      this.#close(null, null);
      this.#input = ownText(loaded[1] ?? '');
      this.#segment = Number(loaded[2]);
      return;
    }
    const running = /Running inference with (\d{1,9})\/(\d{1,9})/.exec(text);
    if (running !== null) {
      this.#steps.take('infer', line);
      this.#close(null, null);
      this.#line = line;
      this.#warmups = Number(running[1]);
      this.#iterations = Number(running[2]);
      return;
    }
    const runtime = /Runtime\s*:\s*(\d{1,12}(?:\.\d{1,12})?) sec/.exec(text);
    if (runtime !== null) this.#seconds = Number(runtime[1]);
    const counted = /ulp-mlperf:\s+# Inferences\s*:\s*(\d{1,15})/.exec(text)?.[1];
    if (counted !== undefined) this.#counted(Number(counted), line);
    const step = stepOf(text);
    if (step === 'loaded') this.#loadedS = time;
    if (step === 'heading') this.#doneS = time;
    if (step !== null) this.#steps.take(step, line);
    const results = /m-results\s*:\s*\[([^\]]*)(\])?/.exec(text);
    if (results !== null) {
      this.#line ??= line;
      this.#close(line, results[2] === undefined ? null : finiteNumbers(results[1] ?? ''));
      return;
    }
    const detections = /^\[(\d[\d, ]*)\]$/.exec(text);
    if (detections !== null) this.detections ??= { valuesMs: finiteNumbers(detections[1] ?? '') ?? [], line };
    this.#pulse(text);
    this.#identity(text, line);
    if (this.#errors.length >= mostErrors) return;
    const error = boardError(text) ?? /\bERROR:? .{1,512}/.exec(text)?.[0];
    if (error !== undefined) this.#errors.push({ text: ownText(error), line });
  }

  /** Adds the open window, where it is whole. */
  #paced(): void {
    const [seconds, iterations, loadedS, doneS] = [this.#seconds, this.#iterations, this.#loadedS, this.#doneS];
    this.#loadedS = this.#doneS = null;
    if (seconds === null || iterations === null || iterations === 0 || loadedS === null || doneS === null) return;
    this.#pace.windows++;
    this.#pace.hostS += doneS - loadedS;
    this.#pace.boardS += seconds;
    this.#pace.warmupsS += (seconds * (this.#warmups ?? 0)) / iterations;
  }

  /** How many inferences the runner says, afterwards, that there were. */
  #counted(done: number, line: number): void {
    const asked = this.#iterations;
    if (asked !== null && asked !== done && this.#otherThanAsked.length < mostOthers)
      this.#otherThanAsked.push({ what: 'iterations', asked, done, line });
  }

  /** A heading, then lines of numbers; the last of them may have `m-ready` glued to it. */
  #pulse(text: string): void {
    const [, which] = /Duty cycle (start|stop) times/.exec(text) ?? [];
    if (which !== undefined) {
      this.#pulseList = which === 'start' ? this.pulses.starts : this.pulses.stops;
      return;
    }
    if (this.#pulseList === null) return;
    const [, numbers] = /^RX:\s*((?:\d{1,15},\s*)*\d{0,15})/.exec(text) ?? [];
    const values = (numbers ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : Number(part)));
    if (values.length === 0) this.#pulseList = null;
    else this.#pulseList.push(...values);
  }

  #identity(text: string, line: number): void {
    const [, what, value] = /Device (name|profile|model) retrieved: (.{0,256})/.exec(text) ?? [];
    if (value === undefined || (what !== 'name' && what !== 'profile' && what !== 'model')) return;
    this.#device[what] ??= ownText(value.trim());
    this.#deviceLine ??= line;
  }

  #close(resultsLine: number | null, results: readonly number[] | null): void {
    if (this.#line !== null) {
      this.#paced();
      const elapsedUs = this.#seconds === null ? null : Math.round(this.#seconds * 1e6);
      this.#windows.push({
        place: { file: this.#file, line: this.#line },
        input: this.#input === null ? null : baseName(this.#input),
        inputPath: this.#input,
        segment: this.#segment,
        label: null,
        ...{ warmups: this.#warmups, iterations: this.#iterations },
        ...{ startLapUs: null, endLapUs: null, elapsedUs, hasWrapped: false, resolutionUs: 1000 },
        hostElapsedUs: null,
        ...{ results, resultsLine },
      });
    }
    this.#line = this.#seconds = this.#iterations = this.#warmups = null;
  }
}

/** What else a line with the runner's name says of an inference; at its end the runner prints all again without. */
function stepOf(text: string): 'loaded' | 'heading' | 'iterations' | 'runtime' | 'throughput' | 'results' | null {
  const [, said] =
    /ulp-mlperf:\s+(Load complete|Performance results for|# Inferences|Runtime|Throughput|m-results)\b/.exec(text) ??
    [];
  switch (said) {
    case 'Load complete':
      return 'loaded';
    case 'Performance results for':
      return 'heading';
    case '# Inferences':
      return 'iterations';
    case 'Runtime':
      return 'runtime';
    case 'Throughput':
      return 'throughput';
    case 'm-results':
      return 'results';
    default:
      return null;
  }
}

const longestError = 512;

/** What stands in the first `e-[…]` of a line that is short enough to be a message. */
function boardError(text: string): string | undefined {
  for (let at = text.indexOf('e-['); at >= 0;) {
    const end = text.indexOf(']', at + 3);
    if (end < 0) return undefined;
    if (end - at - 3 <= longestError) return text.slice(at + 3, end);
    // No beginning before this one is near enough to that end.
    at = text.indexOf('e-[', Math.max(at + 3, end - 3 - longestError));
  }
  return undefined;
}

/** `[MMDD.HHMMSS ulp-mlperf: …` as seconds since the year began, good for differences within a run. */
function secondsOfYear(text: string): number | null {
  const parts = /^(\d\d)(\d\d)\.(\d\d)(\d\d)(\d\d) /.exec(text);
  if (parts === null) return null;
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(2000, month - 1, day, hour, minute, second) / 1000 - Date.UTC(2000, 0, 1) / 1000;
}

function finiteNumbers(text: string): number[] | null {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.every(Number.isFinite) ? values : null;
}
