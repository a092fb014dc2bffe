import type { ResultRecord, TrustRecord } from '../../submissions/results-file/results-file.ts';
import { digitsOf, figureLine } from '../data/figure-text.ts';
import { plainText } from '../data/plain-text.ts';
import { energyWindowsChart, throughputWindowsChart, traceChart } from '../app/charts/specs/result.ts';
import type { ChartSpec } from '../app/charts/chart-spec.ts';
import { chart } from './chart.ts';
import { factList, table } from './facts.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** Windows of one run differ little. */
const windowDigits = 6;

/** The windows of the performance run, and how far they agree. */
export function performanceSection({ performance }: ResultRecord): Html | null {
  if (performance === null) return null;
  const { windows, spread, interval, clockRatio } = performance;
  return html`<section aria-labelledby="performance">
    <h2 id="performance">Performance run</h2>
    ${factList([
      ['Spread (fastest ÷ slowest − 1)', percent(spread)],
      ['95 % interval of the median', interval === null ? null : intervalText('throughput', interval)],
      ['Host time ÷ board time', clockRatio?.toFixed(4)],
    ])}
    ${table(
      'Performance windows',
      [
        { title: 'Window' },
        { title: 'Input' },
        { title: 'Inferences', isNumber: true },
        { title: 'Seconds', isNumber: true },
        { title: 'Throughput', isNumber: true },
      ],
      windows.map(({ input, iterations, seconds, throughput }, index) => [
        index + 1,
        name(input),
        iterations,
        seconds?.toFixed(6),
        throughput === null ? null : figureLine('throughput', throughput, windowDigits),
      ]),
    )}
    ${charts([throughputWindowsChart({ performance })])}
  </section>`;
}

/** What the accuracy run scored. */
export function accuracySection({ accuracy }: ResultRecord): Html | null {
  if (accuracy === null) return null;
  return html`<section aria-labelledby="accuracy">
    <h2 id="accuracy">Accuracy run</h2>
    ${factList([
      ['Label list', accuracy.labelList === null ? null : plainText(accuracy.labelList)],
      ['Samples', `${accuracy.samples}${accuracy.expected === null ? '' : ` of ${accuracy.expected}`}`],
      ['Scored', accuracy.scored],
      ['Correct', accuracy.correct],
      ['AUC as EEMBC computes it', accuracy.aucEembc?.toFixed(4)],
      ['AUC as MLCommons computes it', accuracy.aucMlcommons?.toFixed(4)],
      ['Median latency in this run', accuracy.latencyUs === null ? null : figureLine('latencyUs', accuracy.latencyUs)],
      ['Host time ÷ board time', accuracy.clockRatio?.toFixed(4)],
    ])}
  </section>`;
}

/** The windows of the energy run. */
export function energySection({ energy }: ResultRecord): Html | null {
  if (energy === null) return null;
  const { monitor, voltageV, sampleRateHz, samples, windows, spread, interval, trust } = energy;
  return html`<section aria-labelledby="energy">
    <h2 id="energy">Energy run</h2>
    ${factList([
      ['Instrument', monitor === null ? null : plainText(monitor)],
      ['Voltage', voltageV === null ? null : `${digitsOf(voltageV)}\u00a0V`],
      ['Samples a second', sampleRateHz === null ? null : sampleRateHz.toFixed(0)],
      ['Samples', samples],
      ['Spread (most ÷ least − 1)', percent(spread)],
      ['95 % interval of the median', interval === null ? null : intervalText('energyUj', interval)],
      ['How far it can be trusted', trust === null ? null : trustText(trust)],
    ])}
    ${
      windows.length > 0 &&
      table(
        'Energy windows',
        [
          { title: 'Window' },
          { title: 'Input' },
          { title: 'Inferences', isNumber: true },
          { title: 'Seconds', isNumber: true },
          { title: 'Energy', isNumber: true },
          { title: 'Of an inference', isNumber: true },
        ],
        windows.map((window, index) => [
          index + 1,
          name(window.input),
          window.iterations,
          window.seconds.toFixed(6),
          figureLine('energyUj', window.energyUj, windowDigits),
          window.energyPerInferenceUj === null
            ? null
            : figureLine('energyUj', window.energyPerInferenceUj, windowDigits),
        ]),
      )
    }
    ${charts([energyWindowsChart({ energy }), traceChart({ energy })])}
  </section>`;
}

function charts(specs: readonly (ChartSpec | null)[]): Html | null {
  const there = specs.filter((spec) => spec !== null);
  return there.length === 0 ? null : html`<div class="chart-pair">${there.map(chart)}</div>`;
}

/** What a streaming run detected. */
export function streamingSection({ streaming }: ResultRecord): Html | null {
  if (streaming === null) return null;
  const counts = [
    ['Claimed', streaming.claimed],
    ['Derived, as the runner counts', streaming.asRun],
    ['Derived, with one second of grace', streaming.withOneSecond],
  ] as const;
  return html`<section aria-labelledby="streaming">
    <h2 id="streaming">Streaming run</h2>
    ${table(
      'Detections',
      [
        { title: 'Count' },
        { title: 'True positives', isNumber: true },
        { title: 'False negatives', isNumber: true },
        { title: 'False positives', isNumber: true },
      ],
      counts.map(([title, count]) => [title, count?.truePositives, count?.falseNegatives, count?.falsePositives]),
    )}
    ${factList([
      ['Duty cycle, claimed', percent(streaming.claimedDutyCycle)],
      ['Duty cycle, derived', percent(streaming.dutyCycle)],
    ])}
  </section>`;
}

function trustText({ tier, boundUj }: TrustRecord): string {
  return boundUj === null ? tier : `${tier}, off by at most ${figureLine('energyUj', boundUj)}`;
}

function percent(share: number | null): string | null {
  return share === null ? null : `${(100 * share).toFixed(3)}\u00a0%`;
}

function intervalText(figure: 'throughput' | 'energyUj', [low, high]: readonly [number, number]): string {
  return `${figureLine(figure, low, windowDigits)} – ${figureLine(figure, high, windowDigits)}`;
}

function name(input: string | null): Html | null {
  return input === null ? null : html`<bdi>${plainText(input)}</bdi>`;
}
