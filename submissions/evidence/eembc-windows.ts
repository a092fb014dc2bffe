import { elapsedBetweenLapsUs } from '../../harness/protocol/laps.ts';
import { median } from './figures.ts';
import type { LapPace, MeasuredWindow, OtherThanAsked } from './evidence.ts';

const mostOthers = 20;

/**
 * Board time between two laps. A second lap below the first is a counter of 32 bits that wrapped once.
 * @returns null where it went backwards and cannot have wrapped
 */
export function lapElapsed(startLapUs: number, endLapUs: number): { elapsedUs: number | null; hasWrapped: boolean } {
  const elapsedUs = elapsedBetweenLapsUs(startLapUs, endLapUs);
  return { elapsedUs, hasWrapped: elapsedUs !== null && endLapUs < startLapUs };
}

interface OpenWindow {
  readonly line: number;
  readonly input: LoadedInput | null;
  warmups: number | null;
  iterations: number | null;
  hasStarted: boolean;
  startLapUs: number | null;
  endLapUs: number | null;
  startTimeS: number;
  endTimeS: number;
}

interface LoadedInput {
  readonly path: string;
  readonly name: string;
  readonly segment: number;
}

/** Puts the messages of a log together to windows, whichever of them are lost or glued to others. */
export class WindowBuilder {
  readonly windows: MeasuredWindow[] = [];
  /** The board’s own numbers where they are not those of the command. */
  readonly otherThanAsked: OtherThanAsked[] = [];
  timestampLaps = 0;
  readonly #file: string;
  #open: OpenWindow | null = null;
  #input: LoadedInput | null = null;
  #lastLapUs = Number.NaN;
  #wraps = 0;
  /** The first lap of the window before this one. */
  #startLapUs = Number.NaN;
  #startTimeS = Number.NaN;
  readonly #ratios: number[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** @param offset first byte that is loaded, where the command names one */
  loaded(path: string, offset: number | null): void {
    this.#close();
    const before = this.#input;
    const isNext = offset !== null && offset > 0 && before?.path === path;
    this.#input = { path, name: isNext ? before.name : baseName(path), segment: isNext ? before.segment + 1 : 0 };
  }

  inferenceAsked(line: number, iterations: number, warmups: number): void {
    this.#close();
    this.#begin(line);
    if (this.#open === null) return;
    this.#open.iterations = numberOrNull(iterations);
    this.#open.warmups = numberOrNull(warmups);
  }

  timestampAsked(): void {
    this.#close();
  }

  warmupStarted(line: number, warmups: number): void {
    // Warm-ups behind a start are those of another window, of which the command was lost.
    if (this.#open === null || this.#open.hasStarted) {
      this.#close();
      this.#begin(line);
    }
    if (this.#open !== null) this.#count(this.#open, 'warmups', warmups, line);
  }

  inferenceStarted(line: number, iterations: number): void {
    // A second start without a command between: that line was lost.
    if (this.#open === null || this.#open.hasStarted) {
      this.#close();
      this.#begin(line);
    }
    if (this.#open === null) return;
    this.#open.hasStarted = true;
    this.#count(this.#open, 'iterations', iterations, line);
  }

  lapPace(): LapPace | null {
    const clockRatio = median(this.#ratios);
    return clockRatio === null ? null : { clockRatio, wraps: this.#wraps };
  }

  lap(lapUs: number, timeS: number): void {
    if (lapUs < this.#lastLapUs) this.#wraps++;
    this.#lastLapUs = lapUs;
    const open = this.#open;
    if (open === null || open.endLapUs !== null) {
      this.timestampLaps++;
    } else if (open.startLapUs === null) {
      open.startLapUs = lapUs;
      open.startTimeS = timeS;
      const ratio = ((timeS - this.#startTimeS) * 1e6) / (lapUs - this.#startLapUs);
      if (lapUs > this.#startLapUs && Number.isFinite(ratio)) this.#ratios.push(ratio);
      this.#startLapUs = lapUs;
      this.#startTimeS = timeS;
    } else {
      open.endLapUs = lapUs;
      open.endTimeS = timeS;
    }
  }

  results(line: number, values: readonly number[] | null): void {
    if (this.#open === null) this.#begin(line);
    this.#close(line, values);
  }

  end(): void {
    this.#close();
  }

  /** The board’s own number counts, whatever it was asked for. */
  #count(open: OpenWindow, what: OtherThanAsked['what'], done: number, line: number): void {
    if (!Number.isFinite(done)) return;
    const asked = open[what];
    open[what] = done;
    if (asked !== null && asked !== done && this.otherThanAsked.length < mostOthers)
      this.otherThanAsked.push({ what, asked, done, line });
  }

  #begin(line: number): void {
    this.#open = {
      line,
      input: this.#input,
      warmups: null,
      iterations: null,
      hasStarted: false,
      startLapUs: null,
      endLapUs: null,
      startTimeS: Number.NaN,
      endTimeS: Number.NaN,
    };
  }

  #close(resultsLine: number | null = null, results: readonly number[] | null = null): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    const { startLapUs, endLapUs } = open;
    const laps = startLapUs === null || endLapUs === null ? null : lapElapsed(startLapUs, endLapUs);
    this.windows.push({
      place: { file: this.#file, line: open.line },
      input: open.input?.name ?? null,
      inputPath: open.input?.path ?? null,
      segment: open.input?.segment ?? 0,
      label: null,
      warmups: open.warmups,
      iterations: open.iterations,
      startLapUs,
      endLapUs,
      elapsedUs: laps?.elapsedUs ?? null,
      hasWrapped: laps?.hasWrapped ?? false,
      resolutionUs: 1,
      hostElapsedUs: numberOrNull(Math.round((open.endTimeS - open.startTimeS) * 1e6)),
      results,
      resultsLine,
    });
  }
}

/** The last part of a path of any system. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
