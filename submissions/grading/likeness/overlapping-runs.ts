import { printable } from '../../printable.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { likenessOf, quoted } from './class-hand-ins.ts';
import { compareText } from './likeness.ts';
import type { Likeness } from './likeness.ts';

/** Clocks of hosts are seldom more than this apart. */
const leastOverlapS = 10;
const mostTold = 5;
/** Where so many measure at once, there is more than one such board. */
const mostStudents = 8;

interface TimedRun {
  readonly handIn: MeasuredHandIn;
  readonly folder: string;
  readonly startS: number;
  readonly endS: number;
  readonly startedAt: string;
}

/** Runs of several students that one board, going by its name, would have had to make at the same time. */
export function overlappingRuns(all: readonly MeasuredHandIn[]): Likeness[] {
  const found: Likeness[] = [];
  for (const [device, runs] of timedRuns(all)) {
    const handIns = new Set<MeasuredHandIn>();
    const evidence: string[] = [];
    let overlaps = 0;
    let running: TimedRun[] = [];
    for (const run of runs) {
      running = running.filter(({ endS }) => endS - run.startS >= leastOverlapS);
      for (const other of running) {
        const overlapS = Math.min(run.endS, other.endS) - run.startS;
        if (overlapS < leastOverlapS || other.handIn.handIn.student.id === run.handIn.handIn.student.id) continue;
        overlaps += 1;
        handIns.add(run.handIn).add(other.handIn);
        if (evidence.length < mostTold) evidence.push(overlapSentence(device, other, run, overlapS));
      }
      running.push(run);
    }
    const students = new Set([...handIns].map(({ handIn }) => handIn.student.id)).size;
    if (overlaps === 0 || students > mostStudents) continue;
    if (overlaps > mostTold) evidence.push(`And ${overlaps - mostTold} more overlaps of runs on it.`);
    found.push(likenessOf('overlapping-runs', 'hint', [...handIns], evidence));
  }
  return found;
}

function overlapSentence(device: string, a: TimedRun, b: TimedRun, overlapS: number): string {
  const [one, other] = [a, b].map(
    ({ handIn: { handIn }, startedAt }) => `${quoted(handIn.name)} (begun ${printable(startedAt)})`,
  );
  return (
    `A run in ${one ?? ''} and one in ${other ?? ''} overlap by ${Math.round(overlapS)} s, both on a board that calls ` +
    `itself ${quoted(device)}.`
  );
}

/** By what the board calls itself, in the order of time. Simulated boards are as many as one likes. */
function timedRuns(all: readonly MeasuredHandIn[]): [string, TimedRun[]][] {
  const byDevice = new Map<string, TimedRun[]>();
  for (const handIn of all) {
    for (const { device, startedAt, durationS, isSimulated, folder } of handIn.measured.runs) {
      const startS = Date.parse(startedAt ?? '') / 1000;
      if (device === null || startedAt === null || durationS === null || isSimulated || !Number.isFinite(startS))
        continue;
      const runs = byDevice.get(device) ?? [];
      runs.push({ handIn, folder, startS, endS: startS + durationS, startedAt });
      byDevice.set(device, runs);
    }
  }
  for (const runs of byDevice.values()) runs.sort((a, b) => a.startS - b.startS || a.endS - b.endS);
  return [...byDevice].sort(([a], [b]) => compareText(a, b));
}
