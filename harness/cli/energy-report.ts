import { scaledText } from '../../power/axis.ts';
import type { MeasuredTrace } from '../../power/measured-trace.ts';
import type { PlottedWindow } from '../../power/plot.ts';
import type { TraceHead } from '../../power/trace.ts';
import type { TrustStatement } from '../../power/trust.ts';
import type { TraceWindow } from '../../power/windows.ts';
import { formatTable } from './output.ts';

/** What was measured in a trace, for machines. Energies are joules, powers watts, times seconds. */
export function energyJson(path: string, head: TraceHead, measured: MeasuredTrace): object {
  const { windows, median, idlePowerW, lostSamples, trust, lengthS } = measured;
  return {
    trace: path,
    kind: head.kind,
    sampleRateHz: head.sampleRateHz,
    lengthS,
    ...(measured.simulated ? { simulated: true } : {}),
    windows: windows.map((window) => {
      const { startS, endS, seconds, energyJ, powerW, energyPerInferenceJ, iterations, unlike, interval } = window;
      const { samples, lostSamples: lost, leastPowerW, mostPowerW } = interval;
      const counts = { iterations, isCounted: unlike === null, why: unlike, samples, lostSamples: lost };
      return { startS, endS, seconds, energyJ, powerW, energyPerInferenceJ, ...counts, leastPowerW, mostPowerW };
    }),
    medianEnergyPerInferenceJ: median?.medianEnergyPerInferenceJ ?? null,
    spread: median?.spread ?? null,
    ci95: median?.ci95 ?? null,
    idlePowerW,
    lostSamples,
    trust,
  };
}

/** The same for people. */
export function energyLines(path: string, head: TraceHead, measured: MeasuredTrace): string[] {
  const { windows, lostSamples, lengthS, otherInputs } = measured;
  const rate = head.sampleRateHz === null ? 'samples with times of their own' : `${head.sampleRateHz} samples a second`;
  const lost = lostSamples === 0 ? 'none lost' : `${lostSamples} lost`;
  // Where none counts the trust statement says why.
  const unlike = windows.flatMap((window, index) =>
    window.unlike === null || !windows.some((other) => other.unlike === null)
      ? []
      : [`Window ${index + 1} does not count: ${window.unlike}; it may cover something else.`],
  );
  const others = otherInputs.length === 0 ? [] : [`Edges on input ${otherInputs.join(', ')} were left out (--input).`];
  return [
    `${path}: ${head.kind}, ${rate}, ${lengthS.toFixed(3)} s, ${lost}`,
    ...(measured.simulated
      ? ['SIMULATED: this was recorded in a simulation, and no figure here was measured on hardware']
      : []),
    '',
    ...formatTable(
      ['window', 'start', 'end', 'seconds', 'energy, µJ', 'power, mW', 'inferences', 'µJ an inference'],
      windows.map((window, index) => [
        `${index + 1}${window.unlike === null ? '' : ' *'}`,
        window.startS.toFixed(3),
        window.endS.toFixed(3),
        window.seconds.toFixed(3),
        window.energyJ === null ? '' : (window.energyJ * 1e6).toFixed(3),
        window.powerW === null ? '' : (window.powerW * 1e3).toFixed(3),
        window.iterations === null ? '' : String(window.iterations),
        window.energyPerInferenceJ === null ? '' : (window.energyPerInferenceJ * 1e6).toFixed(3),
      ]),
    ),
    ...unlike,
    ...others,
    '',
    ...medianLines(measured),
    ...idleLines(measured),
    ...trustLines(measured.trust),
  ];
}

/** Windows as a drawing labels them. */
export function plottedWindows(windows: readonly TraceWindow[]): PlottedWindow[] {
  return windows.map(({ startS, endS, energyJ, energyPerInferenceJ, unlike }, index) => {
    const number = String(index + 1);
    const energy = energyJ === null ? '' : scaledText(energyJ, 'J', 4);
    const each =
      energyPerInferenceJ === null ? [] : [`${number}: ${energy}, ${scaledText(energyPerInferenceJ, 'J', 4)}/inf`];
    return { startS, endS, labels: [...each, `${number}: ${energy}`, energy, number], isCounted: unlike === null };
  });
}

function medianLines({ median, windows }: MeasuredTrace): string[] {
  if (median === null && windows.every(({ unlike }) => unlike !== null))
    return ['No median: none of the windows counts.'];
  if (median === null) return ['How many inferences were run is not known: --iterations N gives the energy of one.'];
  const { medianEnergyPerInferenceJ, spread, ci95 } = median;
  const counted = windows.filter(({ unlike }) => unlike === null).length;
  const [low, high] = ci95.map(microjoules);
  return [
    `Median: ${microjoules(medianEnergyPerInferenceJ)} an inference, over ${counted} ${counted === 1 ? 'window' : 'windows'}`,
    `Spread: ${(100 * spread).toFixed(2)} % between the least and the most; 95 % interval ${low ?? ''} to ${high ?? ''}`,
  ];
}

function idleLines({ idlePowerW: { before, after } }: MeasuredTrace): string[] {
  const texts = [
    ...(before === null ? [] : [`${scaledText(before, 'W', 4)} before the first edge`]),
    ...(after === null ? [] : [`${scaledText(after, 'W', 4)} behind the last`]),
  ];
  return texts.length === 0 ? [] : [`Idle:   ${texts.join(', ')}`];
}

function trustLines({ tier, reasons, boundJ, contributions, excludes }: TrustStatement): string[] {
  return [
    `Trust:  ${tier}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
    ...(boundJ === null ? [] : [`  ± ${scaledText(boundJ, 'J', 3)} an inference, from`]),
    ...contributions.map(({ name, why, joulesPerInference }) => {
      const amount = joulesPerInference === null ? 'not known' : scaledText(joulesPerInference, 'J', 3);
      return `  ${name.padEnd(13)} ${amount.padStart(10)}  ${why}`;
    }),
    `  It leaves out ${excludes}.`,
  ];
}

/** With three digits behind the point, as published results have it. */
function microjoules(joules: number): string {
  return `${(joules * 1e6).toFixed(3)} µJ`;
}
