import { printable } from './printable.ts';
import type { EvidenceChange, FigureChange, ResultDiff, ResultKey, ResultsDiff } from './diff.ts';
import type { FigureRecord } from './results-file/results-file.ts';

const units: Readonly<Record<keyof FigureRecord, string>> = {
  throughput: 'inf./s',
  latencyUs: 'us',
  top1: '%',
  auc: '',
  energyUj: 'uJ',
  powerMw: 'mW',
};

const words: Readonly<Record<keyof FigureRecord, string>> = {
  throughput: 'throughput',
  latencyUs: 'latency',
  top1: 'top-1',
  auc: 'AUC',
  energyUj: 'energy',
  powerMw: 'power',
};

const signs: Readonly<Record<EvidenceChange['change'], string>> = { added: '+', removed: '-', changed: '~' };

/** A difference in lines for people; what strangers wrote steers no terminal. */
export function diffLines({ added, removed, changed, same }: ResultsDiff): string[] {
  const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${same} the same`;
  return [
    ...added.map((key) => `+ ${keyWords(key)}`),
    ...removed.map((key) => `- ${keyWords(key)}`),
    ...changed.flatMap(changedLines),
    counts,
  ].map(printable);
}

function changedLines({
  key,
  figures,
  system,
  verdict,
  runner,
  newFindings,
  goneFindings,
  evidence,
}: ResultDiff): string[] {
  const lines = [`~ ${keyWords(key)}`];
  if (verdict !== null) lines.push(`verdict: ${verdict.from} → ${verdict.to}`);
  if (runner !== null) lines.push(`runner: ${runner.from} → ${runner.to}; their scales of AUC are not comparable`);
  lines.push(...figures.map(figureLine));
  lines.push(...system.map(({ name, from, to }) => `system ${name}: ${shown(from)} → ${shown(to)}`));
  lines.push(...newFindings.map(({ rule, severity, message }) => `new ${severity} ${rule}: ${message}`));
  lines.push(...goneFindings.map(({ rule, severity, message }) => `gone ${severity} ${rule}: ${message}`));
  lines.push(...evidence.map(({ change, file }) => `file ${signs[change]} ${file}`));
  const [head = '', ...rest] = lines;
  return [head, ...rest.map((line) => `    ${line}`)];
}

function figureLine({ of, name, from, to, ratio }: FigureChange): string {
  const unit = units[name] === '' ? '' : ` ${units[name]}`;
  const times = ratio === null ? '' : ` (× ${ratio.toPrecision(4)})`;
  return `${of} ${words[name]}: ${shown(from)} → ${shown(to)}${unit}${times}`;
}

function keyWords({ division, submitter, system, benchmark, variant }: ResultKey): string {
  return [division, submitter, system, benchmark, variant].filter((part) => part !== null).join(' / ');
}

function shown(value: string | number | null): string {
  if (value === null) return 'none';
  return typeof value === 'number' ? String(Number(value.toPrecision(7))) : value;
}
