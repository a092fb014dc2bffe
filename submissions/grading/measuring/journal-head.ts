import type { SessionHead } from '../../../harness/session/events.ts';
import { emptyChain, parseLine } from '../../../harness/session/journal-line.ts';
import type { FileTree } from '../../tree.ts';

const mostHeadBytes = 256 * 1024;

/** The first line of a journal: what was to be measured, on which data; null where it is none. */
export async function journalHead(tree: FileTree, path: string): Promise<SessionHead | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of tree.open(path)) {
      pieces.push(Buffer.from(piece));
      bytes += piece.length;
      if (piece.includes(0x0a) || bytes > mostHeadBytes) break;
    }
  } catch {
    // Whoever reads it as evidence says that it cannot be read.
    return null;
  }
  const [line = ''] = Buffer.concat(pieces).toString('utf8').split('\n');
  const parsed = parseLine(line, emptyChain);
  return parsed.kind !== 'problem' && parsed.event.type === 'session' ? parsed.event : null;
}
