import { printable } from '../../printable.ts';
import type { MeasuredRun } from '../measuring/measured.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { likenessOf, namesOf, quoted, studentsOf } from './class-hand-ins.ts';
import type { Likeness, LikenessKind, LikenessOptions, Strength } from './likeness.ts';

/** Of no bytes: nothing is copied there. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Hand-ins, models, graphs, logs and laps that are the same for several students. */
export function sameDigests(all: readonly MeasuredHandIn[], options: LikenessOptions): Likeness[] {
  const { givenModels = [], givenRuns = [] } = options;
  const givenGraphs = new Set(givenModels.map(({ graphSha256 }) => graphSha256));
  const givenFiles = new Set(givenModels.map(({ sha256 }) => sha256));
  const hasGiven = ({ measured: { model } }: MeasuredHandIn): boolean =>
    model !== null && (givenGraphs.has(model.graphSha256) || givenFiles.has(model.sha256));
  const givenLogs = new Set(givenRuns.map(({ logSha256 }) => logSha256));
  const givenLaps = new Set(givenRuns.map(({ lapsSha256 }) => lapsSha256));

  return [
    ...shared(all, {
      kind: 'same-hand-in',
      keysOf: ({ measured }) => (measured.bytes > 0 ? [measured.digest] : []),
      strengthOf: (handIns) => (handIns.every(hasGiven) ? 'hint' : 'certain'),
      sentence: (handIns, digest) => {
        const given = handIns.every(hasGiven) ? ' The model in it is one that everybody was given.' : '';
        return `All that is in ${namesOf(handIns)} is byte for byte the same (SHA-256 ${short(digest)}).${given}`;
      },
    }),
    ...shared(all, {
      kind: 'same-model',
      keysOf: (handIn) => (handIn.measured.model === null || hasGiven(handIn) ? [] : [handIn.measured.model.sha256]),
      strengthOf: () => 'certain',
      sentence: (handIns, sha256) =>
        `${namesOf(handIns)} hold the same model, byte for byte (SHA-256 ${short(sha256)}).`,
    }),
    ...shared(all, {
      kind: 'same-graph',
      keysOf: (handIn) =>
        handIn.measured.model === null || hasGiven(handIn) ? [] : [handIn.measured.model.graphSha256],
      strengthOf: () => 'certain',
      sentence: (handIns) => {
        const files = new Set(handIns.map(({ measured }) => measured.model?.sha256)).size;
        return (
          `The models in ${namesOf(handIns)} compute the same with the same weights; the ${files} files differ only in ` +
          'names, descriptions, numbering or parts that nothing uses.'
        );
      },
    }),
    ...shared(all, {
      kind: 'same-log',
      keysOf: ({ measured }) => logsOf(measured.runs).filter((sha256) => !givenLogs.has(sha256)),
      strengthOf: () => 'certain',
      sentence: (handIns, sha256) =>
        `${namesOf(handIns)} hold the same log or journal (SHA-256 ${short(sha256)}; ${runsWith(handIns, sha256)}).`,
    }),
    ...unchanged(all.filter(hasGiven)),
    ...ofCourse(all, givenLogs, givenLaps),
    ...shared(all, {
      kind: 'same-session',
      // Simulated boards have no noise: equal programs have equal laps there.
      keysOf: ({ measured }) =>
        measured.runs.flatMap(({ lapsSha256, isSimulated }) =>
          lapsSha256 === null || isSimulated || givenLaps.has(lapsSha256) ? [] : [lapsSha256],
        ),
      strengthOf: () => 'strong',
      sentence: (handIns, sha256) =>
        `Runs in ${namesOf(handIns)} have the same laps of the board’s clock to the microsecond, though their logs ` +
        `differ: ${boardsWith(handIns, sha256)}.`,
    }),
  ];
}

interface SharedThing {
  readonly kind: LikenessKind;
  readonly keysOf: (handIn: MeasuredHandIn) => readonly string[];
  readonly strengthOf: (handIns: readonly MeasuredHandIn[]) => Strength;
  readonly sentence: (handIns: readonly MeasuredHandIn[], key: string) => string;
}

/** One likeness for each set of students that share something, with a sentence for each thing. */
function shared(all: readonly MeasuredHandIn[], { kind, keysOf, strengthOf, sentence }: SharedThing): Likeness[] {
  const holders = new Map<string, MeasuredHandIn[]>();
  for (const handIn of all) {
    for (const key of new Set(keysOf(handIn))) {
      const others = holders.get(key);
      if (others === undefined) holders.set(key, [handIn]);
      else others.push(handIn);
    }
  }
  const found = new Map<string, { handIns: Set<MeasuredHandIn>; evidence: string[] }>();
  for (const [key, handIns] of holders) {
    const students = studentsOf(handIns);
    if (students.length < 2) continue;
    const place = JSON.stringify(students);
    const before = found.get(place) ?? { handIns: new Set(), evidence: [] };
    for (const handIn of handIns) before.handIns.add(handIn);
    before.evidence.push(sentence(handIns, key));
    found.set(place, before);
  }
  return [...found.values()].map(({ handIns, evidence }) =>
    likenessOf(kind, strengthOf([...handIns]), [...handIns], evidence.sort()),
  );
}

/** Hand-ins of a model that everybody was given: all that is odd is that nothing was done. */
function unchanged(handIns: readonly MeasuredHandIn[]): Likeness[] {
  if (handIns.length === 0) return [];
  const sentence = `${namesOf(handIns)}: the model is one that everybody was given, unchanged but for names.`;
  return [likenessOf('given-model', 'hint', handIns, [sentence])];
}

/** Runs that the course made itself, handed in as a student's. */
function ofCourse(
  all: readonly MeasuredHandIn[],
  logs: ReadonlySet<string>,
  laps: ReadonlySet<string | null>,
): Likeness[] {
  return all.flatMap((handIn) => {
    const evidence = handIn.measured.runs.flatMap(({ logSha256, lapsSha256, isSimulated, folder }) => {
      const place = `${quoted(folder)} in ${namesOf([handIn])}`;
      if (logs.has(logSha256)) return [`The log of ${place} is one that the course made itself.`];
      if (isSimulated || lapsSha256 === null || !laps.has(lapsSha256)) return [];
      return [`The run of ${place} has the laps of one that the course made itself.`];
    });
    return evidence.length === 0 ? [] : [likenessOf('same-log', 'certain', [handIn], evidence)];
  });
}

function logsOf(runs: readonly MeasuredRun[]): string[] {
  return runs.map(({ logSha256 }) => logSha256).filter((sha256) => sha256 !== '' && sha256 !== emptySha256);
}

function runsWith(handIns: readonly MeasuredHandIn[], sha256: string): string {
  const runs = handIns.flatMap(({ measured }) => measured.runs.filter(({ logSha256 }) => logSha256 === sha256));
  const [first] = runs;
  const started = first?.startedAt == null ? '' : `, begun ${printable(first.startedAt)}`;
  return `a run in ${first?.mode ?? 'performance'} mode${started}`;
}

function boardsWith(handIns: readonly MeasuredHandIn[], sha256: string): string {
  const said = handIns.flatMap(({ handIn, measured }) =>
    measured.runs
      .filter(({ lapsSha256 }) => lapsSha256 === sha256)
      .map(({ device, startedAt }) => {
        const board = device === null ? 'a board without a name' : `the board ${quoted(device)}`;
        return `${board} in ${quoted(handIn.name)}${startedAt === null ? '' : `, begun ${printable(startedAt)}`}`;
      }),
  );
  return [...new Set(said)].sort().slice(0, 6).join('; ');
}

function short(sha256: string): string {
  return `${printable(sha256.slice(0, 12))}…`;
}
