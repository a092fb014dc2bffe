import type { ResultEvidence } from '../../evidence/evidence.ts';
import { rulesOfRound } from '../../rounds/round-rules.ts';
import type { RoundRules } from '../../rounds/round-rules.ts';
import { rules } from '../../rules/registry.ts';
import type { Rule } from '../../rules/rule.ts';

/**
 * The rules that tell sound evidence from other: those of the rounds without what only a round asks for, such as its
 * data, its quality, its layout and the descriptions of systems. What a session says of itself is looked at apart.
 */
const soundness: ReadonlySet<string> = new Set([
  ...['evidence-readable', 'required-files', 'mode-of-run', 'one-device', 'device-named'],
  ...['window-spread', 'windows-follow', 'accuracy-latency', 'accuracy-speed'],
  ...['log-complete', 'log-of-results', 'log-of-records', 'claim-once', 'claim-throughput', 'claim-energy'],
  ...['energy-trace', 'energy-windows', 'energy-speed', 'energy-samples', 'outputs-alike', 'outputs-probabilities'],
]);

/** Simulated boards have a clock of their own, and are not waited for. */
const clocks: ReadonlySet<string> = new Set(['clock-ratio', 'host-seconds', 'accuracy-clock']);

/** The rules for a result of a class. */
export function classRules(isSimulated: boolean): readonly Rule[] {
  return rules.filter(({ id }) => soundness.has(id) || (!isSimulated && clocks.has(id)));
}

/** What a round asks, without how many windows and how long: shorter runs are noisier, and not unsound. */
export function classRound({ runs }: ResultEvidence): RoundRules {
  const round = rulesOfRound('v1.4');
  const count = runs.energy?.energy?.windows.length ?? round.windows.count;
  return { ...round, requiredRuns: [], windows: { count, minimumSeconds: 0, minimumIterations: 0 } };
}
