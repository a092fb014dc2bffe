import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { builtInPrefix } from '../../workloads/built-in/catalogue.ts';
import { deviceTransport } from '../../runners/transports/open-device.ts';
import { systemClock } from '../clock.ts';
import { builtInName } from '../modes/open-data.ts';
import { run } from '../modes/run.ts';
import { defaultBootLimitMs } from '../modes/run-session.ts';
import type { SessionOutcome } from '../session/derive.ts';
import { interruptSignal } from './interrupt.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { defaultFolder } from './default-folder.ts';
import { outcomeToJson } from './run-report.ts';

/** The boards that the demonstration runs on. */
const cores = ['cortex-m4', 'cortex-m7'] as const;
const workload = 'kws01';

/** `boardbench demo`: the whole way, on simulated boards. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Shows the whole way on two simulated boards; needs no hardware and no data.')
    .option('--out <dir>', 'where the sessions go; must be empty or absent')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  boardbench demo --out out/demo')
    .action(demonstrate);
}

async function demonstrate(options: { readonly out?: string; readonly json?: true }): Promise<void> {
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  const directory = options.out ?? `${defaultFolder()}-demo`;
  const { model, dataset, words } = demonstrationData();
  if (options.json !== true) printLine(`Keyword spotting (${workload}) on two simulated boards, with ${words}.\n`);
  const outcomes: SessionOutcome[] = [];
  try {
    for (const core of cores) {
      const request = {
        device: `sim:${core}?model=${model.replaceAll('%', '%25').replaceAll('&', '%26')}`,
        workload,
        modes: ['performance', 'accuracy'] as const,
        dataset,
        directory: join(directory, core),
        options: { windows: 5, minSeconds: 10, limit: null, burst: 'auto', verifyLoads: false, baud: null } as const,
      };
      await run(request, {
        openTransport: (device) => deviceTransport(device, systemClock),
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
    }
  } finally {
    progress.clear();
    release();
  }
  if (options.json === true) {
    printJson({ sessions: outcomes.map(outcomeToJson) });
    return;
  }
  for (const line of formatTable(
    ['board', 'throughput', 'latency', 'spread', 'top-1', 'AUC', 'samples'],
    rowsOf(outcomes),
  )) {
    printLine(line);
  }
  printLine('\nThese boards are simulations: no figure here was measured on hardware.');
  printLine(`The evidence of every figure is in ${directory}; check it with`);
  printLine(`  npx boardbench session verify ${directory}`);
}

/** The official model and data where they lie beside the project, else those that the project made itself. */
function demonstrationData(): { model: string; dataset: string; words: string } {
  const beside = fileURLToPath(new URL('../../../shared/reference', import.meta.url));
  const reference = process.env['BOARDBENCH_REFERENCE'] ?? beside;
  const model = join(reference, 'models', `${workload}_int8.tflite`);
  const dataset = join(reference, 'datasets', workload);
  if (existsSync(model) && existsSync(dataset)) {
    return { model, dataset, words: `the official model and data in ${reference}` };
  }
  return { model: `${builtInPrefix}${workload}`, dataset: builtInName, words: 'the built-in model and data' };
}

function rowsOf(outcomes: readonly SessionOutcome[]): string[][] {
  return cores.map((core, index) => {
    const row = [core, '', '', '', '', '', ''];
    for (const { result } of outcomes.slice(2 * index, 2 * index + 2)) {
      if (result?.kind === 'performance') {
        row[1] = `${result.throughput.toFixed(3)} inf./s`;
        row[2] = `${(result.latencyUs / 1000).toFixed(3)} ms`;
        row[3] = `${(100 * result.spread).toFixed(3)} %`;
      }
      if (result?.kind === 'accuracy') {
        row[4] = result.top1 === null ? '–' : `${(100 * result.top1).toFixed(1)} %`;
        row[5] = result.auc.mlcommons?.toFixed(3) ?? '–';
        row[6] = String(result.samples);
      }
    }
    return row;
  });
}
