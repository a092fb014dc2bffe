import { estimateEnergy } from '../../power/estimate.ts';
import type { EnergyEstimate, PowerSource } from '../../power/estimate.ts';
import { findBoard, readCatalogue } from '../../workloads/boards/catalogue.ts';
import { failure } from '../errors.ts';
import type { SessionOutcome } from '../session/derive.ts';

/**
 * What `--estimate` takes power from: `12.5mW` as stated, else a board of the catalogue.
 * @throws BenchError usage.option, and that of a board that is not in the catalogue
 */
export function powerSource(text: string): PowerSource {
  const [, stated] = /^([\d.]+)\s*mW$/i.exec(text) ?? [];
  if (stated !== undefined) {
    const milliwatts = Number(stated);
    if (!Number.isFinite(milliwatts) || milliwatts <= 0) throw misused(`${text} is no power above 0`);
    return { kind: 'stated', milliwatts };
  }
  const { id, published, mhz } = findBoard(readCatalogue(), text);
  if (!published.some(({ energyUj }) => energyUj !== undefined)) {
    throw misused(`no energy was published of ${id}; state its power, as 12.5mW`);
  }
  return { kind: 'published', board: id, results: published, mhz };
}

/** The estimate for a performance session; null for others, and where nothing allows one. */
export function estimateFor({ result, state }: SessionOutcome, source: PowerSource): EnergyEstimate | null {
  return result?.kind === 'performance' ? estimateEnergy(result.latencyUs, state.head.workload.name, source) : null;
}

export function estimateToLine({ lowJ, typicalJ, highJ, basis }: EnergyEstimate): string {
  const [low, typical, high] = [lowJ, typicalJ, highJ].map((joules) => (joules * 1e6).toPrecision(4));
  const range = low === high ? '' : ` (${low ?? ''} to ${high ?? ''})`;
  return `ESTIMATE, not measured: about ${typical ?? ''} uJ an inference${range}; ${basis}`;
}

function misused(problem: string): Error {
  return failure('usage.option', { option: '--estimate', problem, command: 'run' });
}
