import type { SampleMeasured, WindowMeasured } from '../events.ts';
import { windowThroughput } from '../results/performance.ts';
import type { SessionState } from '../state.ts';

/**
 * results.json in the form of MLCommons' runner: a list with one entry for each window or sample, laps in microseconds
 * of the board's clock. Given piece by piece, because a large data set makes a large file. Values that are no numbers
 * are null; an entry of a simulated session says so.
 */
export function* resultsJson(state: SessionState): Generator<string> {
  yield '[';
  let separator = '\n';
  for (const entry of entries(state)) {
    yield separator + JSON.stringify(state.simulated ? { ...entry, simulated: true } : entry);
    separator = ',\n';
  }
  yield '\n]\n';
}

function* entries(state: SessionState): Generator<object> {
  if (state.head.mode === 'accuracy') for (const sample of state.samples) yield sampleEntry(sample, state);
  else for (const window of state.windows) yield windowEntry(window, state);
}

function windowEntry(window: WindowMeasured, { head }: SessionState): object {
  return {
    ...inputFields(window.input, window.label, head.workload.classes),
    bytes_to_send: null,
    stride: null,
    total_length: null,
    infer: {
      ...inferFields(window),
      iterations: window.iterations,
      warmups: window.warmups,
      throughput: windowThroughput(window),
    },
    mode: head.mode === 'energy' ? 'e' : 'p',
  };
}

function sampleEntry(sample: SampleMeasured, { head, strideBytes }: SessionState): object {
  const isSliding = strideBytes !== undefined;
  return {
    ...inputFields(sample.file, sample.label, head.workload.classes),
    bytes_to_send: isSliding ? String(head.workload.inputBytes) : null,
    stride: isSliding ? String(strideBytes) : null,
    total_length: isSliding ? sample.segments : null,
    infer: { ...inferFields(sample), iterations: 1, warmups: 0 },
    mode: 'a',
  };
}

/** That runner reads its label file as text, so that both numbers are strings. */
function inputFields(file: string, label: number, classes: number): object {
  return { file, classes: String(classes), class: String(label) };
}

function inferFields(measured: WindowMeasured | SampleMeasured): object {
  return {
    start_time: measured.startLapUs,
    end_time: measured.endLapUs,
    results: measured.results,
    elapsed_time: measured.elapsedUs,
    total_inferences: 1,
  };
}
