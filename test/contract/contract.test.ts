import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servePty } from '../../runners/serving/pty.ts';
import { serveTcp } from '../../runners/serving/tcp.ts';
import { deviceTransport } from '../../runners/transports/open-device.ts';
import { describeWithPty } from '../runners/serving/socat.ts';
import { boardContract } from './board-contract.ts';
import { contractBoard, contractModel } from './contract-model.ts';

boardContract('simulated, in memory', contractModel, () =>
  Promise.resolve({ transport: contractBoard(), stop: () => Promise.resolve() }),
);

boardContract('simulated, over TCP', contractModel, async () => {
  const serving = await serveTcp(contractBoard(), { host: '127.0.0.1', port: 0 });
  return { transport: deviceTransport(serving.url), stop: () => serving.stop() };
});

boardContract('a child process', contractModel, () => {
  const program = join(import.meta.dirname, 'stdio-board.ts');
  const transport = deviceTransport(`exec:"${process.execPath}" --import tsx "${program}"`);
  return Promise.resolve({ transport, stop: () => Promise.resolve() });
});

describeWithPty('a serial port', () => {
  boardContract('simulated, on a pseudo-terminal', contractModel, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contract-'));
    const serving = await servePty(contractBoard(), join(folder, 'board'));
    return {
      transport: deviceTransport(`${serving.url}?baud=921600`),
      async stop() {
        await serving.stop();
        await rm(folder, { recursive: true });
      },
    };
  });
});
