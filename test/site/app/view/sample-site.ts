import type { SiteData, SiteResult, SiteRow } from '../../../../site/data/site-data.ts';

let made = 0;

/** A result of a board, valid and without findings unless said otherwise. */
export function sampleResult(figures: SiteResult['figures'], others: Partial<SiteResult> = {}): SiteResult {
  made++;
  return { id: made.toString(16).padStart(12, '0'), verdict: 'valid', runner: 'mlcommons', figures, ...others };
}

/** A measured row of the closed division. */
export function sampleRow(id: string, others: Partial<SiteRow> = {}): SiteRow {
  return { id, system: `s-${id}`, name: id, source: 0, kind: 'measured', division: 'closed', results: {}, ...others };
}

export function sampleSite(rows: readonly SiteRow[], others: Partial<SiteData> = {}): SiteData {
  return {
    version: 1,
    title: 'Sample',
    program: '0.0.0',
    sources: [{ name: 'sample', results: rows.length }],
    rounds: ['v1.0', 'v1.2', 'v1.3'],
    workloads: [
      { id: 'kws', title: 'Keyword spotting', quality: 'top1', target: 90, energyOf: 'inference' },
      { id: 'ad', title: 'Anomaly detection', quality: 'auc', target: 0.85, energyOf: 'inference' },
      { id: 'sww', title: 'Streaming wakeword', quality: 'detections', target: 8, energyOf: 'run' },
    ],
    rules: [
      {
        id: 'window-duration',
        severity: 'error',
        label: 'window duration',
        title: 'Length of windows',
        words: 'Ten s.',
      },
      { id: 'clock-ratio', severity: 'warning', label: 'clock ratio', title: 'Clocks', words: 'Clocks agree.' },
      { id: 'tree-names', severity: 'info', label: 'names', title: 'Names', words: 'Names are plain.' },
    ],
    rows,
    ...others,
  };
}
