import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { buildSite } from '../../site/build.ts';
import { importResults } from '../../submissions/results-file/import-results.ts';
import { builtInPrefix, builtInWorkloads } from '../../workloads/built-in/catalogue.ts';
import { labelFileName } from '../../workloads/datasets/label-source.ts';
import { systemClock } from '../clock.ts';
import { builtInName } from '../modes/open-data.ts';
import { run } from '../modes/run.ts';
import { defaultBootLimitMs } from '../modes/run-session.ts';
import type { SessionOutcome } from '../session/derive.ts';
import { equipment } from './equipment.ts';
import { interruptSignal } from './interrupt.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { defaultFolder, refuseIfTaken } from './out-folder.ts';
import { outcomeToJson } from './run-report.ts';

/** The boards that the demonstration runs on. */
const cores = ['cortex-m4', 'cortex-m7'] as const;
const modes = ['performance', 'accuracy', 'energy'] as const;
const energy = { monitor: 'sim:?rate=10000', ioManager: null, voltageV: 3 } as const;
const options = {
  windows: 5,
  minSeconds: 10,
  limit: null,
  burst: 'auto',
  verifyLoads: false,
  baud: null,
  energy,
} as const;

/** `boardbench demo`: the whole way, on simulated boards. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Shows the whole way on two simulated boards; needs no hardware and no data.')
    .option('--out <dir>', 'where the sessions go; must be empty or absent')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  boardbench demo --out out/demo')
    .action(demonstrate);
}

interface Demonstration {
  readonly core: string;
  readonly workload: string;
  readonly data: string;
  readonly outcomes: readonly SessionOutcome[];
}

async function demonstrate(given: { readonly out?: string; readonly json?: true }): Promise<void> {
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  const directory = given.out ?? `${defaultFolder()}-demo`;
  refuseIfTaken(directory);
  const site = join(directory, 'site');
  const shown: Demonstration[] = [];
  try {
    for (const { specification } of builtInWorkloads) {
      const { name: workload } = specification;
      const { model, dataset, data } = demonstrationData(workload);
      for (const core of cores) {
        const outcomes: SessionOutcome[] = [];
        const device = `sim:${core}?model=${model.replaceAll('%', '%25').replaceAll('&', '%26')}`;
        const request = { device, workload, modes, dataset, directory: join(directory, core), options };
        await run(request, {
          ...equipment(signal),
          bootLimitMs: defaultBootLimitMs,
          clock: systemClock,
          signal,
          onProgress: (title, state) => {
            progress.show(`${core}: ${title}`, state);
          },
          onSession: (outcome) => {
            outcomes.push(outcome);
          },
        });
        shown.push({ core, workload, data, outcomes });
      }
    }
    progress.show('leaderboard', { what: 'page', done: 0, total: 1 });
    await buildSite(await importResults([directory], { signal }), site, { title: 'Boardbench demonstration', signal });
  } finally {
    progress.clear();
    release();
  }
  if (given.json === true) {
    printJson({
      sessions: shown.flatMap(({ outcomes }) => outcomes.map(outcomeToJson)),
      site: join(site, 'index.html'),
    });
    return;
  }
  const header = [
    'workload',
    'board',
    'throughput',
    'latency',
    'spread',
    'energy',
    'quality',
    'samples',
    'model and data',
  ];
  for (const line of formatTable(header, shown.map(rowOf))) printLine(line);
  printLine('\nThese boards are simulations: no figure here was measured on hardware.');
  printLine(`The evidence of every figure is in ${directory}; check it with`);
  printLine(`  npx boardbench session verify ${directory}`);
  printLine('Their leaderboard, on which they are marked as simulated, is to be opened at');
  printLine(`  ${resolve(site, 'index.html')}`);
}

/** The official model and data where they lie beside the project, else those that the project made itself. */
function demonstrationData(workload: string): { model: string; dataset: string; data: string } {
  const beside = fileURLToPath(new URL('../../../shared/reference', import.meta.url));
  const reference = process.env['BOARDBENCH_REFERENCE'] ?? beside;
  const model = join(reference, 'models', `${workload}_int8.tflite`);
  const dataset = join(reference, 'datasets', workload);
  if (existsSync(model) && hasInputs(dataset)) return { model, dataset, data: 'official' };
  return { model: `${builtInPrefix}${workload}`, dataset: builtInName, data: 'built-in' };
}

/** A label file alone is no data set: most official inputs are not public in one place. */
function hasInputs(dataset: string): boolean {
  const labels = join(dataset, labelFileName);
  if (!existsSync(labels)) return false;
  const rows = readFileSync(labels, 'utf8').trim().split('\n');
  return rows.every((row) => existsSync(join(dataset, row.split(',')[0] ?? '')));
}

function rowOf({ core, workload, data, outcomes }: Demonstration): string[] {
  const row = [workload, core, '', '', '', '', '', '', data];
  for (const { state, result } of outcomes) {
    if (result?.kind === 'performance') {
      row[2] = `${result.throughput.toFixed(3)} inf./s`;
      row[3] = `${(result.latencyUs / 1000).toFixed(3)} ms`;
      row[4] = `${(100 * result.spread).toFixed(3)} %`;
    }
    if (result?.kind === 'energy') row[5] = `${(result.energyPerInferenceJ * 1e6).toFixed(1)} uJ`;
    if (result?.kind === 'accuracy') {
      const isTop1 = state.head.workload.metric === 'top1';
      const quality = isTop1 ? result.top1 : result.auc.mlcommons;
      if (quality !== null) row[6] = isTop1 ? `${(100 * quality).toFixed(1)} % top-1` : `${quality.toFixed(3)} AUC`;
      row[7] = String(result.samples);
    }
  }
  return row;
}
