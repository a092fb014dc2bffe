import assert from 'node:assert/strict';
import { wait } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { ScpiLink, scpiBlockSilenceMs, scpiSilenceMs } from '../../../power/monitors/scpi.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import type { MemoryPort } from '../../../runners/transports/memory.ts';
import { TestClock } from '../../test-clock.ts';

const identity = 'Maker,N6705C,SIM,1.0\n';

/** A link to something that answers each line as `answer` says; undefined is silence. */
async function linked(answer: (line: string, port: MemoryPort) => string | undefined, signal?: AbortSignal) {
  const clock = new TestClock();
  const heard: string[] = [];
  const vanished: BenchError[] = [];
  let port: MemoryPort | undefined;
  const transport = new MemoryTransport('tcp://lab:5025', () => ({
    opened(opened: MemoryPort) {
      port = opened;
    },
    data(bytes: Uint8Array) {
      for (const line of Buffer.from(bytes).toString().split('\n').slice(0, -1)) {
        heard.push(line);
        const text = port === undefined ? undefined : answer(line, port);
        if (text !== undefined) port?.send(Buffer.from(text));
      }
    },
    closed: () => undefined,
  }));
  const link = new ScpiLink({
    url: 'n6705://lab',
    transport,
    clock,
    signal,
    onVanished: (error) => vanished.push(error),
  });
  await link.open();
  return { link, clock, heard, vanished, drop: () => port?.drop(new Error('no more')) };
}

function isError(code: string, message?: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === code && (message?.test(error.message) ?? true);
}

describe('a link to a SCPI instrument', () => {
  it('looks into the error queue after each command', async () => {
    const { link, heard } = await linked((line) => (line === 'SYST:ERR?' ? '+0,"No error"\n' : undefined));
    await link.send('VOLT 3,(@1)', 'OUTP ON,(@1)');
    assert.deepEqual(heard, ['VOLT 3,(@1)', 'SYST:ERR?', 'OUTP ON,(@1)', 'SYST:ERR?']);
  });

  it('says which command was refused, and empties the queue', async () => {
    const queue = ['-222,"Data out of range"', '-113,"Undefined header"'];
    const { link, heard } = await linked((line) =>
      line === 'SYST:ERR?' ? `${queue.shift() ?? '+0,"No error"'}\n` : undefined,
    );
    await assert.rejects(
      link.send('VOLT 99,(@1)', 'OUTP ON,(@1)'),
      isError('instrument.reply', /answered VOLT 99,\(@1\) with -222,"Data out of range"/),
    );
    assert.ok(!heard.includes('OUTP ON,(@1)'));
    assert.equal(await link.attempt('OUTP ON,(@1)'), null);
  });

  it('finds in the queue why a question got no reply', async () => {
    const queue = ['-113,"Undefined header"'];
    const { link } = await linked((line) => {
      if (line === 'SYST:ERR?') return `${queue.shift() ?? '+0,"No error"'}\n`;
      return line === '*IDN?' ? identity : undefined;
    });
    await assert.rejects(link.query('FOO?'), isError('instrument.reply', /FOO\? with -113/));
    assert.equal(await link.query('*IDN?'), identity.trim());
  });

  it('says that an instrument is silent', async () => {
    const { link, clock } = await linked(() => undefined);
    await assert.rejects(link.query('*IDN?'), isError('instrument.silent', /did not answer \*IDN\? within 5000 ms/));
    assert.ok(clock.nowUs() >= 2 * scpiSilenceMs * 1000);
  });

  it('does not take a late reply for that to the next question', async () => {
    const { link, clock } = await linked((line, port) => {
      if (line === 'SLOW?') {
        clock.after(2.2 * scpiSilenceMs, () => {
          port.send(Buffer.from('slow\n'));
        });
      }
      if (line === 'FAST?') return 'fast\n';
      if (line !== '*IDN?') return undefined;
      clock.after(scpiSilenceMs * 0.9, () => {
        port.send(Buffer.from(identity));
      });
      return undefined;
    });
    await assert.rejects(link.query('SLOW?'), isError('instrument.silent'));
    assert.equal(await link.query('FAST?'), 'fast');
  });

  it('drops what was left over for an earlier program', async () => {
    const { link } = await linked((line) => (line === '*IDN?' ? `+3.3E+00\n${identity}` : undefined));
    assert.equal(await link.query('*IDN?', (line) => line.split(',').length === 4), identity.trim());
  });

  it('asks one thing after the other, in the order of the calls', async () => {
    const { link, heard } = await linked((line) => `${line.slice(0, -1)}\n`);
    assert.deepEqual(await Promise.all([link.query('A?'), link.query('B?'), link.query('C?')]), ['A', 'B', 'C']);
    assert.deepEqual(heard, ['A?', 'B?', 'C?']);
  });

  it('refuses a block that is longer than it may be, before it is read', async () => {
    const { link } = await linked(() => '#9999999999ab');
    const taken: number[] = [];
    await assert.rejects(
      link.block('DATA?', (bytes) => taken.push(bytes.length), 1000),
      isError('instrument.reply', /a block of 999999999 bytes/),
    );
    assert.deepEqual(taken, []);
  });

  it('waits for a block as long as its bytes come', async () => {
    const { link, clock } = await linked((_, port) => {
      for (const [piece, text] of ['#15a', 'bc', 'de\n'].entries()) {
        clock.after(piece * scpiBlockSilenceMs * 0.8, () => {
          port.send(Buffer.from(text));
        });
      }
      return undefined;
    });
    let text = '';
    await link.block('DATA?', (bytes) => (text += Buffer.from(bytes).toString()), 1000);
    assert.equal(text, 'abcde');
  });

  it('gives up at once when the instrument vanishes, and says so', async () => {
    const { link, drop, vanished } = await linked(() => undefined);
    const asked = link.query('*IDN?');
    drop();
    await assert.rejects(asked, isError('instrument.vanished', /no more/));
    assert.equal(vanished.length, 1);
    await assert.rejects(link.send('OUTP OFF,(@1)'), isError('instrument.vanished'));
  });

  it('ends what is under way when it is cancelled, and can still switch off then', async () => {
    const cancelling = new AbortController();
    const { link, clock } = await linked((line) => {
      if (line === '*IDN?') return identity;
      return line === 'SYST:ERR?' ? '+0,"No error"\n' : undefined;
    }, cancelling.signal);
    const asked = link.query('SLOW?');
    asked.catch(() => undefined);
    await wait(clock, 10);
    cancelling.abort(new Error('cancelled'));
    await assert.rejects(asked, /cancelled/);
    await link.send('OUTP OFF,(@1)');
  });
});
