import type { FileTree } from '../tree.ts';
import { baseName } from './eembc-windows.ts';
import type { ScriptEvidence } from './evidence.ts';
import { lineBlocks, textLines } from './log-lines.ts';

/**
 * Reads a script.async: the commands that it has the runner send.
 * @throws BenchError submission.unreadable
 */
export async function readScript(tree: FileTree, file: string): Promise<ScriptEvidence> {
  const inputs: string[] = [];
  const inferences: ScriptEvidence['inferences'][number][] = [];
  for await (const block of lineBlocks(tree.open(file))) {
    for (const { text, line } of textLines(block)) {
      const [, path] = /bloadp? (?:(?:io )?dut )?"([^"]{0,1024})"/.exec(text) ?? [];
      if (path !== undefined) inputs.push(baseName(path));
      const [, iterations, warmups] = /dut infer (\d{1,9})(?: (\d{1,9}))?/.exec(text) ?? [];
      if (iterations !== undefined) {
        inferences.push({ iterations: Number(iterations), warmups: Number(warmups ?? 0), line });
      }
    }
  }
  return { file, inputs, inferences };
}
