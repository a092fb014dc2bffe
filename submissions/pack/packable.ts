import type { SessionVerification } from '../../harness/session/verify.ts';
import type { Mode } from '../../harness/session/events.ts';
import { benchmarkOfName } from '../layouts/names.ts';
import type { Benchmark } from '../submission.ts';

/** A session that may be packed, and where it belongs. */
export interface PackableSession {
  readonly folder: string;
  readonly benchmark: Benchmark;
  readonly mode: Mode;
}

/** Why a session, or all together, cannot be packed. */
export interface PackProblem {
  /** Null where it is about all. */
  readonly folder: string | null;
  readonly reason: string;
}

export interface Packability {
  readonly sessions: readonly PackableSession[];
  /** Every reason not to pack; nothing is packed where there is one. */
  readonly problems: readonly PackProblem[];
}

/** Which of the verified sessions can be packed as the results of one system: all of them, or the reasons why not. */
export function packability(verified: readonly SessionVerification[]): Packability {
  const problems: PackProblem[] = [];
  const sessions: PackableSession[] = [];
  for (const session of verified) {
    const { folder, outcome } = session;
    const reasons = reasonsOf(session);
    problems.push(...reasons.map((reason) => ({ folder, reason })));
    if (outcome === undefined) continue;
    const { workload, mode } = outcome.state.head;
    const benchmark = benchmarkOfName(workload.name);
    if (benchmark !== undefined) sessions.push({ folder, benchmark, mode });
  }
  problems.push(...togetherProblems(sessions), ...deviceProblems(verified), ...dataProblems(verified));
  return { sessions, problems };
}

function reasonsOf({ findings, outcome }: SessionVerification): string[] {
  const reasons = findings.map(
    ({ file, line, problem }) => `${file}${line === undefined ? '' : `:${line}`}: ${problem}`,
  );
  if (outcome === undefined) return reasons;
  const { verdict, state } = outcome;
  if (verdict.simulated) reasons.push('a simulated board or instrument had a part in it');
  reasons.push(...verdict.reasons);
  if (benchmarkOfName(state.head.workload.name) === undefined) {
    reasons.push(`${state.head.workload.name} is no benchmark of the rounds`);
  }
  return reasons;
}

/** One session for each mode of a benchmark, and of each benchmark performance and accuracy. */
function togetherProblems(sessions: readonly PackableSession[]): PackProblem[] {
  const problems: PackProblem[] = [];
  for (const benchmark of new Set(sessions.map((session) => session.benchmark))) {
    const own = sessions.filter((session) => session.benchmark === benchmark);
    for (const mode of ['performance', 'accuracy', 'energy'] as const) {
      const folders = own.filter((session) => session.mode === mode).map(({ folder }) => folder);
      if (folders.length > 1) {
        const reason = `there are ${folders.length} ${mode} sessions of ${benchmark}: ${folders.join(', ')}`;
        problems.push({ folder: null, reason });
      }
      if (folders.length === 0 && mode !== 'energy') {
        problems.push({ folder: null, reason: `there is no ${mode} session of ${benchmark}` });
      }
    }
  }
  return problems;
}

/** All sessions of a system are of one device with one firmware. */
function deviceProblems(verified: readonly SessionVerification[]): PackProblem[] {
  const devices = new Map<string, string>();
  for (const { folder, outcome } of verified) {
    const identity = outcome?.state.identity;
    if (identity === undefined) continue;
    devices.set(`${identity.name}, ${identity.profile}`, folder);
  }
  if (devices.size < 2) return [];
  const seen = [...devices].map(([device, folder]) => `${device} (${folder})`).join('; ');
  return [{ folder: null, reason: `the sessions are of ${devices.size} devices or firmwares: ${seen}` }];
}

/** The modes of a benchmark are measured on the same data. */
function dataProblems(verified: readonly SessionVerification[]): PackProblem[] {
  const data = new Map<string, Set<string>>();
  for (const { outcome } of verified) {
    if (outcome === undefined) continue;
    const { workload, dataset } = outcome.state.head;
    const digests = data.get(workload.name) ?? new Set();
    data.set(workload.name, digests.add(`${dataset.labelsSha256} ${dataset.inputsSha256}`));
  }
  return [...data].flatMap(([name, digests]): PackProblem[] =>
    digests.size < 2
      ? []
      : [{ folder: null, reason: `the sessions of ${name} are on ${digests.size} different data sets` }],
  );
}
