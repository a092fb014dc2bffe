/**
 * What `check` costs: `npm run bench:check`. The published round v1.2 is unpacked, read and judged in this process,
 * once, twice and four times over (copies of its submitters under other names), so that the growth shows: processor
 * time by byte stays as it is where the cost is linear. Seconds grow faster on a
 * machine that has other work. Without the published rounds (see test/published.ts) there is nothing to
 * measure.
 */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatTable } from '../../harness/cli/output.ts';
import { folderTree } from '../../submissions/folder-tree.ts';
import { judge, readAllEvidence } from '../../submissions/judge.ts';
import { readSubmission } from '../../submissions/layouts/read-submission.ts';
import { rulesOfRound } from '../../submissions/rounds/round-rules.ts';
import { publishedDir, unpackRound } from '../published.ts';

const targetSeconds = 3;
const targetMb = 300;
const repetitions = 3;

interface Cost {
  readonly seconds: number;
  /** Of this process, garbage collection with it: what others do on the machine is not in it. */
  readonly cpuSeconds: number;
  readonly bytes: number;
  readonly results: number;
  readonly rssMb: number;
}

async function cost(folder: string): Promise<Cost> {
  let best = Infinity;
  let bestCpu = Infinity;
  let [bytes, results] = [0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const start = performance.now();
    const cpuStart = process.cpuUsage();
    const tree = await folderTree(folder);
    const submission = await readSubmission(tree, { round: 'v1.2' });
    const judged = judge([await readAllEvidence(submission, rulesOfRound('v1.2'))]);
    best = Math.min(best, (performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(cpuStart);
    bestCpu = Math.min(bestCpu, (user + system) / 1e6);
    bytes = tree.entries.reduce((sum, entry) => sum + entry.bytes, 0);
    results = judged[0]?.results.length ?? 0;
  }
  return { seconds: best, cpuSeconds: bestCpu, bytes, results, rssMb: process.resourceUsage().maxRSS / 1024 };
}

/** Copies the submitters of a round, under names of their own. */
function copySubmitters(folder: string, originals: readonly string[], copy: number): void {
  const closed = join(folder, 'closed');
  for (const name of originals) cpSync(join(closed, name), join(closed, `${name}-${copy}`), { recursive: true });
}

if (publishedDir === undefined) console.log('The published rounds are not here: there is nothing to measure.');
else {
  const [folder, remove] = unpackRound(publishedDir, 'v1.2', ['*']);
  try {
    const originals = readdirSync(join(folder, 'closed'));
    const rows: string[][] = [];
    let copies = 1;
    let once: number | undefined;
    for (const wanted of [1, 2, 4]) {
      for (; copies < wanted; copies++) copySubmitters(folder, originals, copies);
      const { seconds, cpuSeconds, bytes, results, rssMb } = await cost(folder);
      once ??= cpuSeconds / bytes;
      const [targetS, targetRss] = wanted === 1 ? [`${targetSeconds}`, `${targetMb}`] : ['', ''];
      rows.push([
        ...[`v1.2 × ${wanted}`, `${results}`, (bytes / 1e6).toFixed(1), seconds.toFixed(2), targetS],
        ...[cpuSeconds.toFixed(2), (cpuSeconds / bytes / once).toFixed(2)],
        ...[(bytes / 1e6 / seconds).toFixed(1), rssMb.toFixed(0), targetRss],
      ]);
    }
    const header = [
      ...['submission', 'results', 'MB', 'seconds', 'target s', 'CPU s', 'CPU/byte, × 1 = 1', 'MB/s'],
      ...['peak RSS MB', 'target MB'],
    ];
    for (const line of formatTable(header, rows)) console.log(line);
  } finally {
    remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
