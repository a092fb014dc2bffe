import type { ActivationBuffer } from './lifetimes.ts';

/** TensorFlow Lite Micro aligns every buffer to it. */
export const arenaAlignmentBytes = 16;

/** Where each buffer of a model stands in one piece of memory that they share. */
export interface ArenaPlan {
  /** The length of that piece. */
  readonly bytes: number;
  /** The first byte of each buffer, in the order in which they were given. */
  readonly offsets: readonly number[];
}

/** The step at which most memory is in use. */
export interface ArenaPeak {
  readonly step: number;
  /** Sum of the buffers alive then, aligned: no planner can do with less. */
  readonly aliveBytes: number;
  readonly alive: readonly ActivationBuffer[];
}

interface Placed {
  readonly offset: number;
  readonly end: number;
  readonly buffer: ActivationBuffer;
}

/**
 * Plans as the GreedyMemoryPlanner of TensorFlow Lite Micro does: the largest buffer first (of equals the later tensor,
 * as there), each at the lowest offset where it meets no buffer that is alive at the same time; everything aligned to
 * 16 bytes. Time and memory grow with the square of the number of buffers.
 */
export function planArena(buffers: readonly ActivationBuffer[]): ArenaPlan {
  const order = buffers.map((_, index) => index).reverse();
  order.sort((a, b) => alignedBytes(buffers[b]) - alignedBytes(buffers[a]));
  const placed: Placed[] = [];
  const offsets = buffers.map(() => 0);
  let bytes = 0;
  for (const index of order) {
    const buffer = buffers[index];
    if (buffer === undefined) continue;
    const size = alignedBytes(buffer);
    const offset = lowestGap(placed, buffer, size);
    offsets[index] = offset;
    bytes = Math.max(bytes, offset + size);
    const before = placed.findIndex((other) => other.offset > offset);
    placed.splice(before === -1 ? placed.length : before, 0, { offset, end: offset + size, buffer });
  }
  return { bytes, offsets };
}

/**
 * The first of the steps at which the buffers alive take most.
 * @param steps how many operators there are
 */
export function arenaPeak(buffers: readonly ActivationBuffer[], steps: number): ArenaPeak {
  const change = new Array<number>(steps + 1).fill(0);
  for (const buffer of buffers) {
    change[buffer.firstUse] = (change[buffer.firstUse] ?? 0) + alignedBytes(buffer);
    change[buffer.lastUse + 1] = (change[buffer.lastUse + 1] ?? 0) - alignedBytes(buffer);
  }
  let [step, aliveBytes, sum] = [0, 0, 0];
  change.forEach((difference, index) => {
    sum += difference;
    if (sum > aliveBytes) [step, aliveBytes] = [index, sum];
  });
  const alive = buffers.filter((buffer) => buffer.firstUse <= step && step <= buffer.lastUse);
  return { step, aliveBytes, alive };
}

/** @param placed in the order of their offsets */
function lowestGap(placed: readonly Placed[], buffer: ActivationBuffer, size: number): number {
  let candidate = 0;
  for (const { offset, end, buffer: other } of placed) {
    if (other.firstUse > buffer.lastUse || buffer.firstUse > other.lastUse) continue;
    if (offset - candidate >= size) break;
    candidate = Math.max(candidate, end);
  }
  return candidate;
}

function alignedBytes(buffer: ActivationBuffer | undefined): number {
  return Math.ceil((buffer?.bytes ?? 0) / arenaAlignmentBytes) * arenaAlignmentBytes;
}
