import type { SessionOutcome } from '../session/derive.ts';
import type { EnergyResult } from '../session/results/energy.ts';
import { formatTable } from './output.ts';

/** A session as `run --json` shows it. */
export function outcomeToJson({ directory, state, result, verdict }: SessionOutcome): object {
  const { head, standing } = state;
  return {
    workload: head.workload.name,
    mode: head.mode,
    official: verdict.official,
    reasons: verdict.reasons,
    simulated: verdict.simulated,
    finished: standing.kind === 'finished',
    folder: directory,
    device: state.identity?.name ?? null,
    burstDepth: state.burstDepth ?? null,
    result,
  };
}

/** A session in a few lines for people. */
export function outcomeToLines({ directory, state, result, verdict }: SessionOutcome): string[] {
  const { head, identity, standing } = state;
  const marks = [
    verdict.simulated ? 'simulated' : undefined,
    standing.kind === 'finished' ? undefined : 'not finished',
    verdict.official ? 'official procedure' : 'unofficial',
  ].filter((mark) => mark !== undefined);
  const lines = [`${head.workload.name} ${head.mode} on ${identity?.name ?? head.device} (${marks.join(', ')})`];
  if (result?.kind === 'performance') {
    const [low, high] = result.ci95;
    const table = formatTable(
      ['window', 'input', 'inferences', 'seconds', 'inf./s'],
      result.windows.map(({ input, iterations, elapsedUs, throughput }, index) => [
        String(index + 1),
        input,
        String(iterations),
        (elapsedUs / 1e6).toFixed(3),
        throughput.toFixed(3),
      ]),
    );
    lines.push(...table.map((line) => `  ${line}`));
    const interval = `95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`;
    lines.push(
      `  median ${result.throughput.toFixed(3)} inf./s (${interval}), ${(result.latencyUs / 1000).toFixed(3)} ms an inference`,
    );
  }
  if (result?.kind === 'accuracy') {
    const { top1, auc, samples, correct, invalidSamples } = result;
    if (top1 !== null) lines.push(`  top-1 ${(100 * top1).toFixed(1)} % (${correct ?? 0} of ${samples})`);
    const areas = [
      auc.eembc === null ? undefined : `${auc.eembc.toFixed(2)} (EEMBC)`,
      auc.mlcommons === null ? undefined : `${auc.mlcommons.toFixed(3)} (MLCommons)`,
    ].filter((area) => area !== undefined);
    if (areas.length > 0) lines.push(`  AUC ${areas.join(', ')}`);
    if (invalidSamples > 0) lines.push(`  ${invalidSamples} samples without usable results`);
  }
  if (result?.kind === 'energy') lines.push(...energyToLines(result));
  if (state.faults.size > 0) {
    const faults = [...state.faults].map(([fault, count]) => `${count} × ${fault}`).join(', ');
    lines.push(`  mended on the link: ${faults}`);
  }
  lines.push(`  ${state.burstDepth ?? 1} commands in flight${state.lineIsNoisy ? ', the line changes bytes' : ''}`);
  for (const reason of verdict.reasons) lines.push(`  unofficial: ${reason}`);
  lines.push(`  ${directory}`, '');
  return lines;
}

function energyToLines({ windows, energyPerInferenceJ, ci95, idlePowerW, trust }: EnergyResult): string[] {
  const table = formatTable(
    ['window', 'input', 'inferences', 'seconds', 'mW', 'uJ/inf'],
    windows.map(({ input, iterations, seconds, powerW, energyPerInferenceJ: joules }, index) => [
      String(index + 1),
      input,
      String(iterations),
      seconds.toFixed(3),
      (powerW * 1e3).toFixed(3),
      (joules * 1e6).toFixed(3),
    ]),
  );
  const [low, high] = ci95.map((joules) => (joules * 1e6).toFixed(3));
  const idleW = idlePowerW.before;
  const idle = idleW === null ? '' : `, ${(idleW * 1e3).toFixed(3)} mW while it waits`;
  const bound = trust.boundJ === null ? '' : `, within ± ${(trust.boundJ * 1e6).toPrecision(3)} uJ`;
  return [
    ...table.map((line) => `  ${line}`),
    `  median ${(energyPerInferenceJ * 1e6).toFixed(3)} uJ an inference (95 % interval ${low ?? ''} to ${high ?? ''})${idle}`,
    `  ${trust.tier}${bound}`,
    ...trust.reasons.map((reason) => `  not certified: ${reason}`),
  ];
}
