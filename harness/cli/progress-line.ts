import type { Clock } from '../clock.ts';
import type { Progress } from '../modes/progress.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Least time between two drawings, milliseconds. */
const redrawMs = 100;

/** A line on a terminal that is drawn over itself: what is done, how far, how long it will take. Silent elsewhere. */
export class ProgressLine {
  readonly #clock: Clock;
  readonly #terminal: Terminal;
  #what = '';
  #startedUs = 0;
  #startedAt = 0;
  #drawnUs = -Infinity;
  #isDrawn = false;

  constructor(clock: Clock, terminal: Terminal = process.stderr) {
    this.#clock = clock;
    this.#terminal = terminal;
  }

  /** Takes the progress of a piece of work called `title`. */
  show(title: string, progress: Progress): void {
    if (this.#terminal.isTTY !== true) return;
    const nowUs = this.#clock.nowUs();
    const what = `${title}: ${progress.what}`;
    if (what !== this.#what) {
      this.#what = what;
      this.#startedUs = nowUs;
      this.#startedAt = progress.done;
      this.#drawnUs = -Infinity;
    }
    if (nowUs - this.#drawnUs < redrawMs * 1000 && progress.done < progress.total) return;
    this.#drawnUs = nowUs;
    this.#isDrawn = true;
    const steps = progress.done - this.#startedAt;
    const secondsAStep = progress.secondsAStep ?? (steps > 0 ? (nowUs - this.#startedUs) / 1e6 / steps : undefined);
    this.#terminal.write(`\r\x1b[K${progressText(what, progress, secondsAStep).slice(0, this.#width - 1)}`);
  }

  /** Draws a line of work whose end is not known. */
  tell(text: string): void {
    if (this.#terminal.isTTY !== true) return;
    const nowUs = this.#clock.nowUs();
    if (nowUs - this.#drawnUs < redrawMs * 1000) return;
    this.#drawnUs = nowUs;
    this.#isDrawn = true;
    this.#terminal.write(`\r\x1b[K${text.slice(0, this.#width - 1)}`);
  }

  /** Some terminals do not tell their width, or tell 0. */
  get #width(): number {
    const { columns = 0 } = this.#terminal;
    return columns > 0 ? columns : 80;
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (this.#isDrawn) this.#terminal.write('\r\x1b[K');
    this.#isDrawn = false;
    this.#what = '';
  }
}

/** `kws01 accuracy: sample 120 of 1000, 12 %, 1 min 40 s left` */
export function progressText(what: string, progress: Progress, secondsAStep: number | undefined): string {
  const { done, total } = progress;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  const left = secondsAStep === undefined ? '' : `, ${formatSeconds(secondsAStep * (total - done))} left`;
  return `${what} ${Math.min(done + 1, total)} of ${total}, ${percent} %${done < total ? left : ''}`;
}

/** `12 s`, `3 min 20 s`, `1 h 40 min` */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
