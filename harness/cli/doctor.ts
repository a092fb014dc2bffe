import { Command } from 'commander';
import { diagnose } from '../../runners/doctor.ts';
import type { Diagnosis } from '../../runners/doctor.ts';
import { parseDeviceUrl } from '../../runners/transports/device-url.ts';
import { deviceTransport } from '../../runners/transports/open-device.ts';
import { systemClock } from '../clock.ts';
import { defaultBootLimitMs } from '../modes/run-session.ts';
import { interruptSignal } from './interrupt.ts';
import { secondsOption } from './options.ts';
import { errorToJson, printJson, printLine } from './output.ts';

/** `boardbench doctor DEVICE`: why a board does not work, and what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Finds out why a board does not work: one cause, one remedy.')
    .argument('<device>', 'device URL or serial port')
    .option('--workload <name>', 'the model that the board should run, such as kws01')
    .option('--boot-limit <seconds>', 'how long the board may take to boot', secondsOption, defaultBootLimitMs / 1000)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  boardbench doctor /dev/ttyACM0 --workload kws01')
    .action(async (device: string, options: { workload?: string; bootLimit: number; json?: true }) => {
      const { signal, release } = interruptSignal();
      const target = parseDeviceUrl(device);
      const diagnosis = await diagnose({
        device,
        open: (baud) => deviceTransport(target.kind === 'serial' && baud !== undefined ? { ...target, baud } : target),
        canSweep: target.kind === 'serial',
        wantedModel: options.workload,
        bootLimitMs: options.bootLimit * 1000,
        clock: systemClock,
        signal,
      });
      release();
      process.exitCode = diagnosis.isBlocking ? 1 : 0;
      if (options.json === true) printJson(toJson(device, diagnosis));
      else for (const line of toLines(diagnosis)) printLine(line);
    });
}

function toJson(device: string, diagnosis: Diagnosis): object {
  const { cause, isBlocking, stages, identity, burstDepth } = diagnosis;
  return {
    device,
    healthy: !isBlocking,
    cause: cause === null ? null : errorToJson(cause),
    identity,
    burstDepth,
    stages,
  };
}

function toLines({ stages, cause, isBlocking }: Diagnosis): string[] {
  const lines = stages.map(({ name, isGood, seen }) => `${isGood ? '✓' : '✗'} ${name.padEnd(9)}  ${seen}`);
  if (cause === null) return [...lines, '', 'The board is well.'];
  const judgement = isBlocking ? 'Cause' : 'The board works. Good to know';
  return [...lines, '', `${judgement}: ${cause.message}`, `Remedy: ${cause.remedy}`, `(${cause.code})`];
}
