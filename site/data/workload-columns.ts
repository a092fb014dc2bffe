import { rulesOfRound } from '../../submissions/rounds/round-rules.ts';
import { benchmarks, rounds } from '../../submissions/submission.ts';
import type { Benchmark } from '../../submissions/submission.ts';
import type { SiteWorkload } from './site-data.ts';

/** In the order of the columns. */
const titles: Readonly<Record<Benchmark, string>> = {
  kws: 'Keyword spotting',
  vww: 'Visual wake words',
  ic: 'Image classification',
  ad: 'Anomaly detection',
  sww: 'Streaming wakeword',
  ic2: 'Image classification 2',
};

const inOrder = [...benchmarks].sort((a, b) => Object.keys(titles).indexOf(a) - Object.keys(titles).indexOf(b));

/** The columns for the workloads that occur, with what the latest round that has them asks. */
export function workloadColumns(occurring: ReadonlySet<Benchmark>): SiteWorkload[] {
  const latest = rounds.map(rulesOfRound).reverse();
  return inOrder
    .filter((id) => occurring.has(id))
    .map((id) => {
      const quality = latest.find(({ benchmarks: known }) => known[id] !== undefined)?.benchmarks[id]?.quality;
      return {
        id,
        title: titles[id],
        quality: id === 'sww' ? 'detections' : (quality?.figure ?? 'top1'),
        ...(quality == null ? {} : { target: quality.target }),
        energyOf: id === 'sww' ? 'run' : 'inference',
      };
    });
}

/** `Keyword spotting` */
export function workloadTitle(id: Benchmark): string {
  return titles[id];
}
