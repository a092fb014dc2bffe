import assert from 'node:assert/strict';
import { BenchBoard, lapsOf, openBoard } from './bench-board.ts';

function lines(reply: string): string[] {
  assert.ok(reply.endsWith('\r\n'), 'a reply ends with CR LF');
  return reply.slice(0, -2).split('\r\n');
}

describe('the firmware of a simulated board', () => {
  it('prints mode, lap, init-done and ready when it boots', () => {
    assert.equal(new BenchBoard().open(), 'm-timestamp-mode-performance\r\nm-lap-us-0\r\nm-init-done\r\nm-ready\r\n');
  });

  it('prints no lap when it boots in energy mode', () => {
    assert.equal(new BenchBoard({ mode: 'energy' }).open(), 'm-timestamp-mode-energy\r\nm-init-done\r\nm-ready\r\n');
  });

  it('names itself', () => {
    assert.equal(openBoard({ name: 'acme board' }).send('name%'), 'm-name-dut-[acme board]\r\nm-ready\r\n');
  });

  it('announces that it is simulated, whatever it is called', () => {
    assert.deepEqual(lines(openBoard({ name: 'acme' }).send('profile%')), [
      'm-profile-[Boardbench simulated board]',
      'm-model-[kws01]',
      'm-cap-[simulated,virtual-clock]',
      'm-ready',
    ]);
  });

  it('shows its lap counter, which never stands still between commands', () => {
    const [first = 0, second = 0] = lapsOf(openBoard().send('timestamp%timestamp%'));
    assert.ok(second > first, `${second} after ${first}`);
  });

  it('says nothing but ready to a timestamp in energy mode', () => {
    assert.equal(openBoard({ mode: 'energy' }).send('timestamp%'), 'm-ready\r\n');
  });

  it('answers help with text', () => {
    const help = lines(openBoard().send('help%'));
    assert.ok(help.length > 5);
    assert.equal(help.at(-1), 'm-ready');
  });

  for (const [what, sent, answer] of [
    ['an unknown command', 'frobnicate 1 2%', 'e-[Unknown command: frobnicate]'],
    ['an empty command', '%', 'e-[Unknown command: ]'],
    ['a command in capitals', 'NAME%', 'e-[Unknown command: NAME]'],
    ['a stray CR LF before a command', '\r\nname%', 'e-[Unknown command: \r\nname]'],
    ['db alone', 'db%', "e-[Command 'db' requires a subcommand]"],
    ['db load without a size', 'db load%', "e-[Command 'db load' requires the # of bytes]"],
    ['db load of nothing', 'db load 0%', "e-[Command 'db load' must be >0 bytes]"],
    ['db load of no number', 'db load x%', "e-[Command 'db load' must be >0 bytes]"],
    ['an odd number of digits', 'db 012%', 'e-[Insufficient number of hex digits]'],
    ['a digit that is none', 'db 01g2%', "e-[Invalid hex digit 'g2']"],
    ['no iterations', 'infer 0 0%', 'e-[Inference iterations must be >0]'],
    ['iterations that are no number', 'infer x 0%', 'e-[Inference iterations must be >0]'],
    ['warm-ups below zero', 'infer 1 -1%', 'e-[Inference warmup must be >=0]'],
  ] as const) {
    it(`refuses ${what}, and is ready again`, () => {
      assert.equal(openBoard().send(sent), `${answer}\r\nm-ready\r\n`);
    });
  }

  it('takes several blanks between words as one', () => {
    assert.equal(openBoard().send('db   load  4%'), 'm-[Expecting 4 bytes]\r\nm-ready\r\n');
  });

  describe('loading', () => {
    it('says what it expects, is silent until all is there, then says so', () => {
      const bench = openBoard();
      assert.equal(bench.send('db load 4%'), 'm-[Expecting 4 bytes]\r\nm-ready\r\n');
      assert.equal(bench.send('db 01aB%'), 'm-ready\r\n');
      assert.equal(bench.send('db FF00%'), 'm-load-done\r\nm-ready\r\n');
    });

    it('names both sizes for a load beyond its buffer, and that line is no e-', () => {
      const bench = openBoard();
      assert.deepEqual(lines(bench.send('db load 27649%')), [
        'Supplied buffer size 27649 exceeds maximum of 27648',
        'm-ready',
      ]);
      assert.equal(bench.send('db load 27648%'), 'm-[Expecting 27648 bytes]\r\nm-ready\r\n');
    });

    it('drops the digits beyond the size, in the same command and in later ones', () => {
      const bench = openBoard();
      bench.send('db load 2%');
      assert.equal(bench.send('db 010203%'), 'm-load-done\r\nm-ready\r\n');
      assert.equal(bench.send('db 04%'), 'm-ready\r\n');
      assert.equal(bench.send('db print%'), 'm-buffer-01-02\r\nm-ready\r\n');
    });

    it('keeps the bytes before a bad digit', () => {
      const bench = openBoard();
      bench.send('db load 3%db 01zz%');
      assert.equal(bench.send('db 0203%'), 'm-load-done\r\nm-ready\r\n');
      assert.equal(bench.send('db print%'), 'm-buffer-01-02-03\r\nm-ready\r\n');
    });

    it('stores nothing of an odd number of digits', () => {
      const bench = openBoard();
      bench.send('db load 2%db 012%');
      assert.equal(bench.send('db 0a0b%'), 'm-load-done\r\nm-ready\r\n');
    });

    it('begins again with each db load', () => {
      const bench = openBoard();
      bench.send('db load 4%db 0102%');
      assert.equal(bench.send('db load 2%'), 'm-[Expecting 2 bytes]\r\nm-ready\r\n');
      assert.equal(bench.send('db 0304%'), 'm-load-done\r\nm-ready\r\n');
    });

    it('shows eight bytes a line', () => {
      const bench = openBoard();
      bench.send('db load 10%db 00010203040506070809%');
      assert.deepEqual(lines(bench.send('db print%')), [
        'm-buffer-00-01-02-03-04-05-06-07',
        'm-buffer-08-09',
        'm-ready',
      ]);
    });

    it('survives digits without a load, as many as there are', () => {
      const bench = openBoard();
      const digits = `db ${'ff'.repeat(38)}%`.repeat(50);
      for (let round = 0; round < 20; round++) bench.send(digits);
      assert.equal(bench.send('db load 1%db 07%'), 'm-[Expecting 1 bytes]\r\nm-ready\r\nm-load-done\r\nm-ready\r\n');
    });
  });

  describe('inference', () => {
    function loaded(): BenchBoard {
      const bench = openBoard();
      bench.send('db load 4%db 33000000%');
      return bench;
    }

    it('prints warm-ups, two laps around the iterations, and the results with three decimals', () => {
      const reply = loaded().send('infer 7 3%');
      assert.deepEqual(
        lines(reply).map((line) => line.replace(/^m-lap-us-\d+$/, 'm-lap-us-…')),
        [
          'm-warmup-start-3',
          'm-warmup-done',
          'm-infer-start-7',
          'm-lap-us-…',
          'm-lap-us-…',
          'm-infer-done',
          'm-results-[0.200,0.800]',
          'm-ready',
        ],
      );
    });

    it('repeats the results when asked', () => {
      const bench = loaded();
      assert.equal(bench.send('results%'), 'm-results-[0.000,0.000]\r\nm-ready\r\n');
      bench.send('infer 1 0%');
      assert.equal(bench.send('results%'), 'm-results-[0.200,0.800]\r\nm-ready\r\n');
    });

    it('does ten warm-ups and one iteration where none are given', () => {
      const reply = loaded().send('infer%');
      assert.match(reply, /m-warmup-start-10\r\n/);
      assert.match(reply, /m-infer-start-1\r\n/);
    });

    it('computes once, whatever the number of iterations', () => {
      let inferences = 0;
      const bench = openBoard(
        {},
        {
          name: 'kws01',
          inputBytes: 4,
          outputs: 1,
          costs: [],
          infer: () => {
            inferences += 1;
            return [0];
          },
        },
      );
      bench.send('infer 100000 1000%');
      assert.equal(inferences, 1);
    });

    it('goes on with the input it had when a load has another size, and says so', () => {
      const bench = loaded();
      bench.send('infer 1 0%');
      const reply = bench.send('db load 2%db ffff%infer 1 0%');
      assert.match(reply, /Input db has 2 bytes, expected 4\r\n/);
      assert.match(reply, /m-results-\[0\.200,0\.800\]/);
    });

    it('prints no laps in energy mode', () => {
      const reply = openBoard({ mode: 'energy' }).send('infer 1 0%');
      assert.deepEqual(lapsOf(reply), []);
      assert.match(reply, /m-infer-start-1\r\nm-infer-done\r\n/);
    });
  });
});
