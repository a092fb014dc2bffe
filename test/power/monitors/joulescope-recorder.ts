// Behaves as the vendor's recorder does: `joulescope-recorder.ts MANNER FILE scan|record … OUTPUT`. Until it is
// interrupted it has a file that grows; then it writes FILE in its place.
import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs';

const [manner = 'well', recorded = '', task, ...words] = process.argv.slice(2);
const output = words.at(-1) ?? '';

if (manner === 'without-pyjls') {
  process.stderr.write('Traceback (most recent call last):\n  File "record.py", line 131\n');
  process.stderr.write('RuntimeError: pyjls package not found.\n');
  process.exitCode = 1;
} else if (task === 'scan') {
  if (manner !== 'no-device') process.stdout.write('u/js220/001122\n');
  if (manner === 'two-devices') process.stdout.write('u/js110/003344\n');
} else if (manner === 'unplugged') {
  process.stdout.write('Device not found\n');
} else {
  record();
}

function record(): void {
  process.stdout.write('Start recording.  Press CTRL-C to stop.\n');
  writeFileSync(output, new Uint8Array(4096));
  const growing = setInterval(() => {
    appendFileSync(output, new Uint8Array(16_384));
  }, 10);
  const end = (): void => {
    clearInterval(growing);
    copyFileSync(recorded, output);
  };
  process.on('SIGINT', end);
  if (manner === 'dies') {
    setTimeout(() => {
      end();
      process.stderr.write('ERROR: device removed\n');
      process.exit(1);
    }, 300);
  }
}
