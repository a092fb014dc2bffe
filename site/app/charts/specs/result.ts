import type { ResultRecord } from '../../../../submissions/results-file/results-file.ts';
import type { TraceSpec, WindowsSpec } from '../chart-spec.ts';

/** The throughput of each window of a result with the median's interval; null where there are no windows. */
export function throughputWindowsChart({ performance }: Pick<ResultRecord, 'performance'>): WindowsSpec | null {
  const values = performance?.windows.flatMap(({ throughput }) => throughput ?? []) ?? [];
  return windowsChart('Throughput of the windows', 'Inferences a second', values, performance?.interval ?? null);
}

/** The energy of an inference in each window of a result; null where there are no windows. */
export function energyWindowsChart({ energy }: Pick<ResultRecord, 'energy'>): WindowsSpec | null {
  const values = energy?.windows.flatMap(({ energyPerInferenceUj }) => energyPerInferenceUj ?? []) ?? [];
  return windowsChart('Energy of the windows', 'Energy of an inference (µJ)', values, energy?.interval ?? null);
}

function windowsChart(
  title: string,
  label: string,
  values: readonly number[],
  interval: readonly [number, number] | null,
): WindowsSpec | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) return null;
  return {
    kind: 'windows',
    title,
    note: 'The axis does not begin at zero, so that the spread can be seen. The line is the median; the band its 95 % interval.',
    y: { label, scale: 'linear' },
    values,
    median: (low + high) / 2,
    ...(interval === null ? {} : { interval }),
  };
}

/** The power in a window of a result's energy run; null where the file has no trace of it. */
export function traceChart({ energy }: Pick<ResultRecord, 'energy'>): TraceSpec | null {
  const trace = energy?.trace ?? null;
  if (trace === null || trace.leastMw.length === 0) return null;
  return {
    kind: 'trace',
    title: `Power in energy window ${trace.window + 1}`,
    note: `The band goes from the least to the most power in each of ${trace.leastMw.length} stretches of equal length.`,
    seconds: trace.seconds,
    leastMw: trace.leastMw,
    mostMw: trace.mostMw,
  };
}
