import type { ResultRecord } from '../../submissions/results-file/results-file.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** The workloads that `boardbench run` knows. */
const runnable: ReadonlySet<string> = new Set(['kws', 'vww', 'ic', 'ad']);

/** The commands that measure the same again, and that judge the files again. */
export function runAgainSection(record: ResultRecord): Html {
  return html`<section aria-labelledby="again">
    <h2 id="again">Run it again</h2>
    ${
      runnable.has(record.benchmark)
        ? html`<p>On a board with the same firmware, with the workload’s data set in a folder:</p>
            <pre tabindex="0" role="group" aria-label="Command"><code>${runCommand(record)}</code></pre>`
        : html`<p>This workload needs the runner of its round.</p>`
    }
    <p>Judge the published files again${record.round !== null && ', in the folder or archive of the round'}:</p>
    <pre tabindex="0" role="group" aria-label="Command"><code>${judgeCommand(record)}</code></pre>
  </section>`;
}

function runCommand({ benchmark, kind, accuracy, energy, performance }: ResultRecord): string {
  if (kind === 'simulated') return 'npx boardbench demo';
  const modes = [
    ...(performance === null ? [] : ['performance']),
    ...(accuracy === null ? [] : ['accuracy']),
    ...(energy === null ? [] : ['energy']),
  ];
  return [
    `npx boardbench run --device /dev/ttyACM0 --workload ${benchmark}01`,
    `--mode ${modes.length === 0 ? 'performance' : modes.join(',')} --dataset DIR`,
    ...(energy === null ? [] : ['--monitor MONITOR']),
  ].join(' ');
}

function judgeCommand({ round }: ResultRecord): string {
  return round === null ? 'npx boardbench check DIR' : `npx boardbench check DIR --round ${round}`;
}
