import { elapsedBetweenLapsUs } from '../protocol/laps.ts';
import { MessageParser } from '../protocol/parser.ts';
import type { JournalEvent, SampleMeasured, WindowMeasured } from './events.ts';

/**
 * Compares each window and sample of a journal with what the board said to the inference command before it: the laps,
 * the time between them, the results. A figure that nobody sent stands out.
 */
export class Evidence {
  #command: string | undefined;
  #laps: number[] = [];
  #results: (readonly (number | null)[])[] = [];

  /** Takes the next event, and gives what is wrong with it. */
  problem(event: JournalEvent): string | undefined {
    switch (event.type) {
      case 'sent':
        if (event.text.startsWith('infer ')) this.#begin(event.text);
        return undefined;
      case 'received':
        this.#hear(event.lines);
        return undefined;
      case 'window': {
        const command = `infer ${event.iterations} ${event.warmups}`;
        if (this.#command !== command)
          return `the window says \`${command}\`, the board was sent ${quoted(this.#command)}`;
        return this.#measurementProblem(event, 'window');
      }
      case 'sample':
        return this.#measurementProblem(event, 'sample');
      case 'session':
      case 'resumed':
      case 'opened':
      case 'identity':
      case 'payload':
      case 'fault':
      case 'note':
      case 'finished':
      case 'stopped':
        return undefined;
    }
  }

  #begin(text: string): void {
    this.#command = text.endsWith('%') ? text.slice(0, -1) : text;
    this.#laps = [];
    this.#results = [];
  }

  #hear(lines: readonly string[]): void {
    for (const line of lines) {
      if (!line.includes('m-lap-us-') && !line.includes('m-results-[')) continue;
      for (const { messages } of new MessageParser().push(Buffer.from(`${line}\n`, 'latin1'))) {
        for (const message of messages) {
          if (message.kind === 'lap') this.#laps.push(message.lapUs);
          if (message.kind === 'results') this.#results.push(message.values);
        }
      }
    }
  }

  #measurementProblem(measured: WindowMeasured | SampleMeasured, what: string): string | undefined {
    const { startLapUs, endLapUs, elapsedUs, results } = measured;
    const start = this.#laps.indexOf(startLapUs);
    if (start < 0 || !this.#laps.includes(endLapUs, start + 1)) {
      return `the board did not send the laps ${startLapUs} and ${endLapUs} of this ${what}`;
    }
    if (elapsedBetweenLapsUs(startLapUs, endLapUs) !== elapsedUs) {
      return `this ${what} does not last ${elapsedUs} us between its laps ${startLapUs} and ${endLapUs}`;
    }
    if (results.length > 0 && !this.#results.some((sent) => sameValues(sent, results))) {
      return `the board did not send the results of this ${what}`;
    }
    return undefined;
  }
}

function sameValues(a: readonly (number | null)[], b: readonly (number | null)[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function quoted(command: string | undefined): string {
  return command === undefined ? 'no inference command' : `\`${command}\``;
}
