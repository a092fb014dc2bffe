import type { SiteFigures, SiteResult, SiteWorkload } from '../../data/site-data.ts';

export const metricIds = ['latency', 'throughput', 'energy', 'accuracy'] as const;
/** What the table shows of each result. */
export type MetricId = (typeof metricIds)[number];

export const metricTitles: Readonly<Record<MetricId, string>> = {
  latency: 'Latency',
  throughput: 'Throughput',
  energy: 'Energy',
  accuracy: 'Accuracy',
};

/** How a metric reads in the column of a workload. */
export interface Measure {
  readonly unit: string;
  /** For spreadsheets: `latency_ms`. */
  readonly column: string;
  /** `per cent`: shares are compared by difference, amounts by ratio. */
  readonly compare: 'ratio' | 'difference';
  readonly better: 'less' | 'more';
  /** The figures that it is made of. */
  readonly figures: readonly (keyof SiteFigures)[];
  /** In `unit`; undefined where the result does not have it. */
  readonly read: (figures: SiteFigures) => number | undefined;
}

const latency: Measure = {
  ...{ unit: 'ms', column: 'latency_ms', compare: 'ratio', better: 'less', figures: ['latencyUs'] },
  read: ({ latencyUs }) => (latencyUs === undefined ? undefined : latencyUs / 1e3),
};
const throughput: Measure = {
  ...{ unit: 'inf/s', column: 'throughput_inf_per_s', compare: 'ratio', better: 'more', figures: ['throughput'] },
  read: (figures) => figures.throughput,
};
const inferenceEnergy: Measure = {
  ...{ unit: 'µJ', column: 'energy_uj', compare: 'ratio', better: 'less', figures: ['energyUj'] },
  read: ({ energyUj }) => energyUj,
};
const runEnergy: Measure = {
  ...{ unit: 'mJ/run', column: 'run_energy_mj', compare: 'ratio', better: 'less', figures: ['energyUj'] },
  read: ({ energyUj }) => (energyUj === undefined ? undefined : energyUj / 1e3),
};
const top1: Measure = {
  ...{ unit: '%', column: 'top1_percent', compare: 'difference', better: 'more', figures: ['top1'] },
  read: (figures) => figures.top1,
};
const auc: Measure = {
  ...{ unit: 'AUC', column: 'auc', compare: 'difference', better: 'more', figures: ['auc'] },
  read: (figures) => figures.auc,
};
const detections: Measure = {
  ...{ unit: 'wrong', column: 'wrong_detections', compare: 'difference', better: 'less' },
  figures: ['falsePositives', 'falseNegatives'],
  read: ({ falsePositives, falseNegatives }) =>
    falsePositives === undefined || falseNegatives === undefined ? undefined : falsePositives + falseNegatives,
};

/** What the column of a workload shows when a metric is chosen. */
export function measureOf(workload: SiteWorkload, metric: MetricId): Measure {
  switch (metric) {
    case 'latency':
      return latency;
    case 'throughput':
      return throughput;
    case 'energy':
      return workload.energyOf === 'run' ? runEnergy : inferenceEnergy;
    case 'accuracy':
      return { top1, auc, detections }[workload.quality];
  }
}

/** Whether the figure is what the submitter says, since no evidence is there to derive it from. */
export function isClaimed(result: SiteResult, measure: Measure): boolean {
  return measure.figures.some((figure) => result.claimed?.includes(figure) === true);
}

/** Whether a value fails what the rules ask of the workload in the closed division. */
export function missesTarget(workload: SiteWorkload, metric: MetricId, value: number): boolean {
  if (metric !== 'accuracy' || workload.target === undefined) return false;
  return measureOf(workload, metric).better === 'more' ? value < workload.target : value > workload.target;
}
