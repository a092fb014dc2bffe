import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLabelFile } from '../../../workloads/datasets/label-file.ts';
import { aucEembc } from '../../../workloads/metrics/auc-eembc.ts';
import { aucMlcommons } from '../../../workloads/metrics/auc-mlcommons.ts';
import type { ScoredSample } from '../../../workloads/metrics/scored-sample.ts';
import { top1 } from '../../../workloads/metrics/top1.ts';
import { describeWithPublished, unpackRound } from '../../published.ts';

interface Golden {
  readonly submitter: string;
  readonly system: string;
  readonly model: string;
  readonly runner: 'eembc' | 'mlc';
  readonly claimed: { readonly top1: number; readonly auc: number };
  readonly derived: {
    readonly accuracy?: { readonly labelSet: string; readonly aucEembc: number; readonly aucMlc: number | null };
  };
  readonly match: { readonly top1: boolean | null; readonly auc: boolean | null };
  readonly paths: { readonly accuracy: { readonly dir: string; readonly log: string } };
}

/** Labels by file name; the first image list has no label file here, but an MLCommons session that carries it. */
type Labels = ReadonlyMap<string, number>;

interface MlcommonsSample {
  readonly file: string;
  readonly class: string;
  readonly infer: { readonly results: number[] };
}

describeWithPublished('The accuracy claims of the published rounds', (directory) => {
  const labelSets = new Map<string, Labels>(
    ['kws', 'vww', 'ic'].map((name) => [name, readLabels(join(directory, '..', 'reference'), `${name}01`)]),
  );

  const claims = { 'v1.3': 2 * 28, 'v1.2': 2 * 51, 'v1.0': 2 * 44 };
  for (const [round, expected] of Object.entries(claims)) {
    it(`are re-derived for all ${expected} claims of ${round} whose log and labels are here`, () => {
      const [folder, remove] = unpackRound(directory, round, patternsOf[round] ?? []);
      try {
        const golden = readGolden(directory, round).filter(({ match }) => match.top1 === true && match.auc === true);
        assert.equal(rederive(folder, golden, labelSets), expected);
      } finally {
        remove();
      }
    });
  }
});

const patternsOf: Readonly<Record<string, readonly string[]>> = {
  'v1.0': ['*accuracy*/*log.txt'],
  'v1.2': ['*accuracy*/*log.txt'],
  'v1.3': ['*accuracy*/log.txt', '*accuracy*/results.json'],
};

function readGolden(directory: string, round: string): Golden[] {
  return JSON.parse(readFileSync(join(directory, `golden-${round}.json`), 'utf8')) as Golden[];
}

function readLabels(reference: string, workload: string): Labels {
  const path = join(reference, 'datasets', workload, 'y_labels.csv');
  return new Map(parseLabelFile(readFileSync(path, 'utf8'), path).map(({ file, label }) => [file, label]));
}

/** @returns the number of claims that came out as claimed */
function rederive(folder: string, golden: readonly Golden[], labelSets: Map<string, Labels>): number {
  let count = 0;
  for (const result of golden) {
    const samples = readSamples(folder, result, labelSets);
    if (samples === undefined) continue;
    const { runner, claimed, derived, submitter, system, model } = result;
    const name = `${submitter} ${system} ${model}`;
    const auc = runner === 'mlc' ? aucMlcommons(samples) : aucEembc(samples);
    assert.equal((100 * (top1(samples) ?? Number.NaN)).toFixed(1), claimed.top1.toFixed(1), `top-1 of ${name}`);
    const places = runner === 'mlc' ? 3 : 2;
    assert.equal(auc?.toFixed(places), claimed.auc.toFixed(places), `AUC of ${name}`);
    assertClose(aucEembc(samples), derived.accuracy?.aucEembc ?? Number.NaN, `EEMBC AUC of ${name}`);
    if (derived.accuracy?.aucMlc != null) {
      assertClose(aucMlcommons(samples), derived.accuracy.aucMlc, `MLCommons AUC of ${name}`);
    }
    count += 2;
  }
  return count;
}

function readSamples(
  folder: string,
  { paths, runner, derived }: Golden,
  labelSets: Map<string, Labels>,
): ScoredSample[] | undefined {
  if (runner === 'mlc') {
    const samples = JSON.parse(
      readFileSync(join(folder, paths.accuracy.dir, 'results.json'), 'utf8'),
    ) as MlcommonsSample[];
    if (derived.accuracy?.labelSet === 'ic_v0.5') {
      labelSets.set('ic_v0.5', new Map(samples.map((sample) => [sample.file, Number(sample.class)])));
    }
    return samples.map((sample) => ({ label: Number(sample.class), scores: sample.infer.results }));
  }
  const labels = labelSets.get(derived.accuracy?.labelSet ?? '');
  return labels && readEembcLog(readFileSync(join(folder, paths.accuracy.log), 'latin1'), labels);
}

/** The last file loaded before each vector of results. */
function readEembcLog(text: string, labels: Labels): ScoredSample[] {
  const samples: ScoredSample[] = [];
  let file = '';
  for (const [, path, values] of text.matchAll(/Command "bload dut "([^"]*)"|m-results-\[([^\]]*)\]/g)) {
    if (path !== undefined) file = path.split(/[/\\]/).at(-1) ?? '';
    else if (values !== undefined) {
      samples.push({ label: labels.get(file) ?? -1, scores: values.split(',').map(Number) });
    }
  }
  return samples;
}

function assertClose(actual: number | null, expected: number, what: string): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${what}: ${actual ?? 'none'}, not ${expected}`);
}
