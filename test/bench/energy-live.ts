import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { equipment } from '../../harness/cli/equipment.ts';
import { systemClock } from '../../harness/clock.ts';
import { builtInName } from '../../harness/modes/open-data.ts';
import { run } from '../../harness/modes/run.ts';
import { repositoryRoot } from '../repository-root.ts';

/** What a run beside a live instrument took. */
export interface LiveRun {
  readonly title: string;
  /** Share of one core that the process of the run used, while it measured. */
  readonly coreShare: number;
  readonly samples: number;
  readonly lostSamples: number;
}

const windowS = 4;

/**
 * An energy run as its user does it, with a board that takes its time and an emulated instrument in another process:
 * drivers, transports, recordings, journal and derived files are all in the figure.
 * @param monitor the emulated instrument, as `boardbench simulate --monitor` takes it
 */
export async function liveRun(title: string, monitor: string): Promise<LiveRun> {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-live-'));
  const program = join(repositoryRoot, 'bin', 'boardbench.js');
  const board = 'sim:cortex-m4?mode=energy&time=real';
  const ports = ['--tcp', '0', '--monitor', monitor, '--monitor-tcp', '0'];
  const server = spawn(process.execPath, [program, 'simulate', board, ...ports], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const controller = new AbortController();
  try {
    const urls: string[] = [];
    for await (const line of createInterface({ input: server.stdout })) {
      urls.push(/(tcp:\/\/\S+)/.exec(line)?.[1] ?? '');
      if (urls.length === 2) break;
    }
    const [device = '', port = ''] = urls;
    const [kind = ''] = monitor.split('?');
    const energy = { monitor: `${kind}:${port}`, ioManager: null, voltageV: 3 };
    const link = { limit: null, burst: 'auto', verifyLoads: false, baud: null } as const;
    let samples = 0;
    let lostSamples = 0;
    const before = process.cpuUsage();
    const startedMs = performance.now();
    await run(
      {
        device,
        workload: 'kws01',
        modes: ['energy'],
        dataset: builtInName,
        directory: join(folder, 'session'),
        options: { windows: 2, minSeconds: windowS, energy, ...link },
      },
      {
        ...equipment(controller.signal),
        bootLimitMs: 10_000,
        clock: systemClock,
        signal: controller.signal,
        onProgress: () => undefined,
        onSession: ({ state }) => {
          for (const { recording } of state.energyWindows) {
            samples += recording?.samples ?? 0;
            lostSamples += recording?.lostSamples ?? 0;
          }
        },
      },
    );
    const { user, system } = process.cpuUsage(before);
    const coreShare = (user + system) / 1000 / (performance.now() - startedMs);
    return { title, coreShare, samples, lostSamples };
  } finally {
    server.kill('SIGINT');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}
