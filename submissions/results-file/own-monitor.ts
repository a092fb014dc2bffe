import { BenchError } from '../../harness/errors.ts';
import { roundedOrNull } from './rounding.ts';
import type { TrustRecord } from './results-file.ts';
import type { FileTree } from '../tree.ts';

/** What one of our sessions was measured with. */
export interface OwnMonitor {
  /** `lpm01a`, `ppk2` … */
  readonly kind: string | null;
  readonly voltageV: number | null;
  readonly trust: TrustRecord | null;
}

const mostBytes = 4 << 20;
const unknown: OwnMonitor = { kind: null, voltageV: null, trust: null };

/** The instrument that the manifest of an energy session names, as log and records have no place for it. */
export async function readOwnMonitor(tree: FileTree, manifest: string | undefined): Promise<OwnMonitor> {
  if (manifest === undefined) return unknown;
  try {
    const value: unknown = JSON.parse(await tree.readText(manifest, mostBytes));
    const monitor = member(value, 'monitor');
    const kind = member(monitor, 'kind');
    const supplied = member(monitor, 'suppliedV') ?? member(member(member(value, 'options'), 'energy'), 'voltageV');
    return {
      kind: typeof kind === 'string' ? kind.slice(0, 40) : null,
      voltageV: typeof supplied === 'number' ? supplied : null,
      trust: trustOf(member(member(value, 'result'), 'trust')),
    };
  } catch (error) {
    if (error instanceof BenchError || error instanceof SyntaxError) return unknown;
    throw error;
  }
}

function trustOf(value: unknown): TrustRecord | null {
  const tier = member(value, 'tier');
  const boundJ = member(value, 'boundJ');
  if (tier !== 'certified' && tier !== 'informative') return null;
  return { tier, boundUj: typeof boundJ === 'number' ? roundedOrNull(boundJ * 1e6) : null };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (Object.entries(value).find(([key]) => key === name)?.[1] as unknown)
    : undefined;
}
