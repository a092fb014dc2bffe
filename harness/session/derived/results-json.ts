import type { SampleMeasured, WindowMeasured } from '../events.ts';
import { windowThroughput } from '../results/performance.ts';
import type { SessionState } from '../state.ts';
import type { WindowPower } from '../window-power.ts';

/**
 * results.json in the form of MLCommons' runner: a list with one entry for each window or sample, laps in microseconds
 * of the board's clock. Given piece by piece, because a large data set makes a large file. Values that are no numbers
 * are null; an entry of a simulated session says so.
 * @param power the samples of the windows of an energy session
 */
export function* resultsJson(state: SessionState, power: readonly WindowPower[] = []): Generator<string> {
  yield '[';
  let separator = '\n';
  for (const entry of entries(state, power)) {
    yield separator + JSON.stringify(state.simulated ? { ...entry, simulated: true } : entry);
    separator = ',\n';
  }
  yield '\n]\n';
}

function* entries(state: SessionState, power: readonly WindowPower[]): Generator<object> {
  switch (state.head.mode) {
    case 'performance':
      for (const window of state.windows) yield windowEntry(window, state);
      return;
    case 'accuracy':
      for (const sample of state.samples) yield sampleEntry(sample, state);
      return;
    case 'energy':
      for (const window of power) yield energyEntry(window, state);
  }
}

function energyEntry({ event, samplesJ, startIndex, endIndex }: WindowPower, { head }: SessionState): object {
  const { input, label, iterations, warmups, results } = event;
  return {
    ...inputFields(input, label, head.workload.classes),
    bytes_to_send: null,
    stride: null,
    total_length: null,
    infer: { iterations, warmups, results, total_inferences: 1 },
    power: {
      samples: samplesJ,
      timestamps: [
        ['00', startIndex],
        ['00', endIndex],
      ],
    },
    mode: 'e',
  };
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
    mode: 'p',
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
