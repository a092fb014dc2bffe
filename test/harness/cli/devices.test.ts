import assert from 'node:assert/strict';
import { serveTcp } from '../../../runners/serving/tcp.ts';
import { contractBoard } from '../../contract/contract-model.ts';
import { RunningCommand } from './running-command.ts';

describe('boardbench devices', () => {
  it('tells what answers on a device, and why another does not', async () => {
    const serving = await serveTcp(contractBoard(), { host: '127.0.0.1', port: 0 });
    const command = new RunningCommand('devices', serving.url, '/dev/no-such-port', '--json');
    assert.equal(await command.ended(), 0, command.stderr);
    await serving.stop();
    assert.deepEqual(JSON.parse(command.stdout), {
      devices: [
        {
          device: serving.url,
          stablePath: null,
          usb: null,
          identity: {
            name: 'simulated cortex-m4',
            profile: 'Boardbench simulated board',
            model: 'kws01',
            capabilities: ['simulated', 'virtual-clock'],
          },
          problem: null,
        },
        {
          device: '/dev/no-such-port',
          stablePath: null,
          usb: null,
          identity: null,
          problem: {
            code: 'port.missing',
            message: 'There is no port /dev/no-such-port',
            remedy: 'Plug the board in and see `boardbench devices`. A charge-only USB cable shows no port.',
            details: { device: '/dev/no-such-port' },
          },
        },
      ],
    });
  });

  it('prints a table, and what to do, for people', async () => {
    const command = new RunningCommand('devices', '/dev/no-such-port');
    assert.equal(await command.ended(), 0, command.stderr);
    const [header, row, , ...rest] = command.stdout.split('\n');
    assert.match(String(header), /^Device +USB +Product +Answers +Problem$/);
    assert.match(String(row), /^\/dev\/no-such-port .*port\.missing$/);
    assert.match(rest.join('\n'), /There is no port \/dev\/no-such-port\n {2}Plug the board in/);
  });

  it('opens no port when told not to', async () => {
    const command = new RunningCommand('devices', '/dev/no-such-port', '--no-probe', '--json');
    assert.equal(await command.ended(), 0, command.stderr);
    assert.match(command.stdout, /"problem": null/);
  });

  it('refuses a device that it cannot read', async () => {
    const command = new RunningCommand('devices', 'usb:1');
    assert.equal(await command.ended(), 2);
    assert.match(command.stderr, /usage\.device-scheme/);
  });
});
