import { deviceTransport } from '../../runners/transports/open-device.ts';
import { boardContract } from './board-contract.ts';
import type { ContractModel } from './board-contract.ts';

// A board on the desk is held to the same contract:
//   BOARDBENCH_CONTRACT_DEVICE=/dev/ttyACM0 BOARDBENCH_CONTRACT_MODEL=vww01 npx mocha test/contract/real-board.test.ts
const device = process.env['BOARDBENCH_CONTRACT_DEVICE'];
const replyLimitMs = 60_000;
const models: readonly ContractModel[] = [
  { name: 'kws01', inputBytes: 490, outputs: 12, burst: 1, replyLimitMs },
  { name: 'vww01', inputBytes: 27_648, outputs: 2, burst: 1, replyLimitMs },
  { name: 'ic01', inputBytes: 3072, outputs: 10, burst: 1, replyLimitMs },
  { name: 'ad01', inputBytes: 2560, outputs: 1, burst: 1, replyLimitMs },
];

if (device !== undefined) {
  const name = process.env['BOARDBENCH_CONTRACT_MODEL'] ?? 'kws01';
  const model = models.find((candidate) => candidate.name === name);
  if (model === undefined) throw new Error(`BOARDBENCH_CONTRACT_MODEL=${name} is none of the four models`);
  boardContract(device, model, () =>
    Promise.resolve({ transport: deviceTransport(device), stop: () => Promise.resolve() }),
  );
}
