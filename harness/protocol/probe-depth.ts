import { depthsToProbe } from './burst-depth.ts';
import { commands } from './commands.ts';
import type { Link } from './link.ts';

/**
 * Sends ever more `name` commands at once, until one is lost. A load that fails later halves the depth again.
 * @returns the greatest depth that lost nothing, and the one that did, after which the link is out of step
 */
export async function probeDepth(
  link: Link,
  name: string,
  signal?: AbortSignal,
): Promise<{ readonly depth: number; readonly lostAt: number | null }> {
  let depth = 1;
  for (const tried of depthsToProbe) {
    const list = Array.from({ length: tried }, () => commands.name);
    const exchange = await link.exchange(list, { depth: tried, signal });
    const isWhole = exchange.replies.every(({ messages }) =>
      messages.some((message) => message.kind === 'name' && message.name === name),
    );
    if (exchange.kind !== 'complete' || !isWhole) return { depth, lostAt: tried };
    depth = tried;
  }
  return { depth, lostAt: null };
}
