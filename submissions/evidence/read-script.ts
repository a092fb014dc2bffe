import type { FileTree } from '../tree.ts';
import { baseName } from './eembc-windows.ts';
import type { ScriptEvidence } from './evidence.ts';
import { textOf } from './log-bytes.ts';
import { lineBlocks } from './log-lines.ts';
import { ownText } from './own-text.ts';

/**
 * Reads a script.async: the commands that it has the runner send.
 * @throws BenchError submission.unreadable
 */
export async function readScript(tree: FileTree, file: string): Promise<ScriptEvidence> {
  const inputs: string[] = [];
  const inferences: ScriptEvidence['inferences'][number][] = [];
  // Scripts name each input, anomaly detection hundreds of times: one text for each name.
  const names = new Map<string, string>();
  for await (const { bytes, from, to, line } of lineBlocks(tree.open(file))) {
    const text = textOf(bytes, from, to);
    let [at, number] = [0, line];
    for (const match of text.matchAll(
      /bloadp? (?:(?:io )?dut )?"([^"\n]{0,1024})"|dut infer (\d{1,9})(?: (\d{1,9}))?/g,
    )) {
      const [, path, iterations, warmups] = match;
      if (path !== undefined) {
        const name = baseName(path);
        const known = names.get(name) ?? ownText(name);
        names.set(known, known);
        inputs.push(known);
      } else {
        for (let end = text.indexOf('\n', at); end >= 0 && end < match.index; end = text.indexOf('\n', at)) {
          at = end + 1;
          number++;
        }
        inferences.push({ iterations: Number(iterations), warmups: Number(warmups ?? 0), line: number });
      }
    }
  }
  return { file, inputs, inferences };
}
