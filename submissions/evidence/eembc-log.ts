import type { LogEvidence, StepGap } from './evidence.ts';
import { WindowBuilder } from './eembc-windows.ts';
import { InferenceSteps } from './inference-steps.ts';
import { numbersInBrackets, restOfLine, standsAt, textInBrackets, wholeNumberAt } from './log-bytes.ts';
import type { LineBlock } from './log-lines.ts';
import { longestLineBytes } from './log-lines.ts';

const [lineFeed, quote, hyphen, bracketOpen] = [0x0a, 0x22, 0x2d, 0x5b];
const [letterC, letterD, letterE, letterM] = [0x43, 0x64, 0x65, 0x6d];
const commandLength = 'Command "'.length;
const mostErrors = 100;
const mostDamage = 100;
const mostGaps = 10;

/** What a log holds, without what belongs to its file. */
export type LogContent = Omit<LogEvidence, 'file' | 'format' | 'bytes' | 'sha256' | 'lines'>;

/**
 * Reads an EEMBC log: searches the few byte patterns that matter, wherever in a line they stand, as echoes and debug text
 * are glued to them. Everything else costs one look at each byte.
 */
export class EembcLogReader {
  lines = 0;
  readonly #file: string;
  readonly #builder: WindowBuilder;
  readonly #steps = new InferenceSteps();
  /** The step that was announced last, and the line where that was if its command has not come yet. */
  #step = 0;
  #announcedLine: number | null = null;
  readonly #gaps: StepGap[] = [];
  #mode: LogContent['mode'] = null;
  #runnerVersion: string | null = null;
  #configuredModel: string | null = null;
  readonly #device = { name: null as string | null, profile: null as string | null, model: null as string | null };
  #deviceLine: number | null = null;
  readonly #errors: { readonly text: string; readonly line: number }[] = [];
  #monitor: LogContent['monitor'] = null;
  #voltageMv: number | null = null;
  #firstTimeS: number | null = null;
  #lastTimeS: number | null = null;
  readonly #damage: LogContent['damage'][number][] = [];

  // The block under the cursor.
  #bytes: Uint8Array = new Uint8Array(0);
  #to = 0;
  #line = 0;
  #lineStart = 0;

  constructor(file: string) {
    this.#file = file;
    this.#builder = new WindowBuilder(file);
  }

  read({ bytes, from, to, line, isContinued }: LineBlock): void {
    this.#bytes = bytes;
    this.#to = to;
    let lineStart = from;
    let at = line;
    let isBinary = false;
    if (isContinued || (to - from > longestLineBytes && bytes[to - 1] !== lineFeed)) this.#note(line, 'long-line');
    if (this.#firstTimeS === null) this.#firstTimeS = nullIfNaN(timeAt(bytes, from, to));
    for (let index = from; index < to; index++) {
      const byte = bytes[index] ?? 0;
      // Letters, digits and all but a few signs: most bytes end here.
      if (byte > hyphen) continue;
      if (byte === hyphen) {
        const before = bytes[index - 1];
        if (before === letterM) {
          this.#line = at;
          this.#lineStart = lineStart;
          this.#message(index + 1);
        } else if (before === letterE && bytes[index + 1] === bracketOpen) {
          this.#error(at, textInBrackets(bytes, index + 2, to));
        }
      } else if (byte === lineFeed) {
        at++;
        lineStart = index + 1;
        isBinary = false;
      } else if (byte === quote) {
        if (bytes[index - 2] === letterD && bytes[index - commandLength + 1] === letterC) {
          this.#line = at;
          this.#command(restOfLine(bytes, index + 1, to));
        }
      } else if (byte === 0 && !isBinary) {
        isBinary = true;
        this.#note(at, 'binary');
      }
    }
    this.lines = bytes[to - 1] === lineFeed ? at - 1 : at;
    const lastStart = to < 2 ? from : bytes.lastIndexOf(lineFeed, to - 2) + 1;
    this.#lastTimeS = nullIfNaN(timeAt(bytes, Math.max(from, lastStart), to)) ?? this.#lastTimeS;
  }

  finish(): LogContent {
    this.#builder.end();
    return {
      mode: this.#mode,
      runnerVersion: this.#runnerVersion,
      configuredModel: this.#configuredModel,
      device: { ...this.#device, place: { file: this.#file, line: this.#deviceLine } },
      windows: this.#builder.windows,
      lackingSteps: this.#steps.lacking(),
      stepGaps: this.#gaps,
      otherThanAsked: this.#builder.otherThanAsked,
      timestampLaps: this.#builder.timestampLaps,
      lapPace: this.#builder.lapPace(),
      secondsPace: null,
      errors: this.#errors,
      monitor: this.#monitor,
      voltageMv: this.#voltageMv,
      firstTimeS: this.#firstTimeS,
      lastTimeS: this.#lastTimeS,
      damage: this.#damage,
    };
  }

  /** A text behind `m-`. */
  #message(at: number): void {
    const bytes = this.#bytes;
    const to = this.#to;
    switch (bytes[at]) {
      case 0x6c: // l
        if (standsAt(bytes, at, 'lap-us-')) {
          const lapUs = wholeNumberAt(bytes, at + 7, to);
          if (Number.isNaN(lapUs)) return;
          this.#steps.lap();
          this.#builder.lap(lapUs, timeAt(bytes, this.#lineStart, to));
        }
        return;
      case 0x72: // r
        if (standsAt(bytes, at, 'results-[')) {
          this.#steps.take('results', this.#line);
          this.#builder.results(this.#line, numbersInBrackets(bytes, at + 9, to));
        } else if (standsAt(bytes, at, 'regfile-fn[')) this.#recording(restOfLine(bytes, at, to));
        return;
      case 0x69: // i
        if (standsAt(bytes, at, 'infer-done')) this.#steps.take('infer-done', this.#line);
        else if (standsAt(bytes, at, 'infer-start-')) {
          this.#steps.take('infer-start', this.#line);
          this.#builder.inferenceStarted(this.#line, wholeNumberAt(bytes, at + 12, to));
        }
        return;
      case 0x77: // w
        if (standsAt(bytes, at, 'warmup-done')) this.#steps.take('warmup-done', this.#line);
        else if (standsAt(bytes, at, 'warmup-start-')) {
          this.#steps.take('warmup-start', this.#line);
          this.#builder.warmupStarted(this.#line, wholeNumberAt(bytes, at + 13, to));
        }
        return;
      case 0x62: // b
        if (standsAt(bytes, at, 'bload-done') || standsAt(bytes, at, 'bloadp-done'))
          this.#steps.take('loaded', this.#line);
        else if (standsAt(bytes, at, 'bm-cfg-name[')) this.#configuration(restOfLine(bytes, at, to));
        return;
      case 0x6e: // n
        if (standsAt(bytes, at, 'name-dut-[')) this.#said('name', at + 10);
        return;
      case 0x70: // p
        if (standsAt(bytes, at, 'profile-[')) this.#said('profile', at + 9);
        return;
      case 0x6d: // m
        if (standsAt(bytes, at, 'model-[')) this.#said('model', at + 7);
        return;
      case 0x73: // s
        if (standsAt(bytes, at, 'sequencing-i[')) this.#sequenced(at + 13);
        return;
      case 0x76: // v
        if (standsAt(bytes, at, 'version[')) this.#runnerVersion ??= textInBrackets(bytes, at + 8, to);
        else if (standsAt(bytes, at, 'voltage-mv[')) this.#voltageMv = nullIfNaN(wholeNumberAt(bytes, at + 11, to));
        return;
      default:
    }
  }

  /** A text behind `Command "`, with the quote at its end. */
  #command(text: string): void {
    this.#announcedLine = null;
    const [, iterations, warmups] = /^(?:io )?dut infer (\d{1,9})(?: (\d{1,9}))?/.exec(text) ?? [];
    if (iterations !== undefined) {
      this.#steps.take('infer', this.#line);
      this.#builder.inferenceAsked(this.#line, Number(iterations), Number(warmups ?? Number.NaN));
      return;
    }
    const [, path, offset] = /^bloadp? (?:(?:io )?dut )?"([^"]*)"(?: (\d{1,9}))?/.exec(text) ?? [];
    if (path !== undefined) {
      this.#steps.take('load', this.#line);
      this.#builder.loaded(path, offset === undefined ? null : Number(offset));
    } else if (/^(?:io )?dut timestamp/.test(text)) this.#builder.timestampAsked();
  }

  /** A step that the runner announces, with its number and command. */
  #sequenced(at: number): void {
    const bytes = this.#bytes;
    const number = wholeNumberAt(bytes, at, this.#to);
    const expected = this.#step + 1;
    if (this.#announcedLine !== null) this.#gap({ kind: 'command', line: this.#announcedLine, step: this.#step });
    // A runner that is started again counts from 1.
    if (number !== expected && number !== 1) this.#gap({ kind: 'number', line: this.#line, expected, found: number });
    this.#step = number;
    this.#announcedLine = this.#line;
    const command = bytes.indexOf(bracketOpen, at) + 1;
    if (standsAt(bytes, command, 'bload')) this.#steps.take('load-sequenced', this.#line);
    else if (standsAt(bytes, command, 'dut infer') || standsAt(bytes, command, 'io dut infer'))
      this.#steps.take('infer-sequenced', this.#line);
  }

  #gap(gap: StepGap): void {
    if (this.#gaps.length < mostGaps) this.#gaps.push(gap);
  }

  #configuration(text: string): void {
    const [, key, value] = /key\[([^\]]{0,64})\]-val\[([^\]]{0,1024})\]/.exec(text) ?? [];
    if (key === 'runMode' && (value === 'bmark' || value === 'multi' || value === 'single')) this.#mode = value;
    if (key === 'model') this.#configuredModel = value ?? null;
  }

  #recording(text: string): void {
    const [, trace, type, kind] = /fn\[([^\]]{1,256})\]-type\[([^\]]{0,64})\]-name\[([^\]]{0,64})\]/.exec(text) ?? [];
    if (trace !== undefined && type === 'emon') this.#monitor = { kind: kind ?? '', trace, line: this.#line };
  }

  #said(what: 'name' | 'profile' | 'model', at: number): void {
    const text = textInBrackets(this.#bytes, at, this.#to);
    if (text === null || this.#device[what] !== null) return;
    this.#device[what] = text;
    this.#deviceLine ??= this.#line;
  }

  #error(line: number, text: string | null): void {
    if (text !== null && this.#errors.length < mostErrors) this.#errors.push({ text, line });
  }

  #note(line: number, what: LogContent['damage'][number]['what']): void {
    if (this.#damage.length < mostDamage) this.#damage.push({ line, what });
  }
}

/** The time at the beginning of a line: five or more digits of seconds, a point, milliseconds. NaN without one. */
function timeAt(bytes: Uint8Array, lineStart: number, to: number): number {
  let at = lineStart;
  while (at < to && at < lineStart + 12 && (bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39) at++;
  if (at - lineStart < 5 || bytes[at] !== 0x2e) return Number.NaN;
  const milliseconds = wholeNumberAt(bytes, at + 1, Math.min(to, at + 4));
  return wholeNumberAt(bytes, lineStart, at) + milliseconds / 1000;
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
