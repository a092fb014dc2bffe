import { mlcommonsTrace } from './formats/mlcommons-results.ts';
import type { MlcommonsWindow } from './formats/mlcommons-results.ts';
import type { OpenedTrace } from './formats/open-trace.ts';
import type { Trace } from './trace.ts';

/** A trace with its windows, however many files or parts it came in. */
export interface OneTrace {
  readonly trace: Trace;
  /** Inferences of each window, where the file says so. */
  readonly iterations: readonly number[] | null;
  /** Samples follow each other all the way; else there are parts, laid one behind the other. */
  readonly isContinuous: boolean;
}

/** What was opened, as one trace: recordings of one window each are laid one behind the other. */
export function oneTrace(opened: OpenedTrace): OneTrace {
  if (opened.kind === 'trace') return { trace: opened.trace, iterations: null, isContinuous: true };
  const { windows, file } = opened;
  const iterations = windows.flatMap((window) => window.iterations ?? []);
  return {
    trace: concatenated(windows, file),
    iterations: iterations.length === windows.length ? iterations : null,
    isContinuous: false,
  };
}

function concatenated(windows: readonly MlcommonsWindow[], file: string): Trace {
  const [first] = windows;
  if (first === undefined) throw new Error('a file without windows was not opened');
  const { sampleRateHz } = first;
  const head = { ...mlcommonsTrace(first, file).head, source: file };
  return {
    head: windows.some(({ simulated }) => simulated) ? { ...head, simulated: true } : head,
    async *events() {
      await Promise.resolve();
      let from = 0;
      for (const { samplesJ, startIndex, endIndex } of windows) {
        // The last two edges are the window; one before them is of the `timestamp` command.
        let at = 0;
        for (const index of [startIndex, endIndex]) {
          if (index > at) yield { kind: 'samples', first: from + at, values: samplesJ.subarray(at, index) };
          yield { kind: 'edge', timeS: (from + index) / sampleRateHz, input: 0, direction: 'unknown' };
          at = index;
        }
        if (samplesJ.length > at) yield { kind: 'samples', first: from + at, values: samplesJ.subarray(at) };
        from += samplesJ.length;
      }
    },
  };
}
