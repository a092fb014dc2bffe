import type { RandomSource } from '../../harness/statistics/random.ts';
import type { Fault } from './fault-options.ts';

/** Takes whole lines, each ended by CR LF, and gives what a board with other things on its mind prints instead. */
export type LineFaults = (lines: string) => string;

/** What boards were seen to print of their own: it means nothing to the protocol. */
const chatter = ['[sensor] 23.4 C', 'DEBUG heap 18432 free', 'wdt: fed', ''] as const;

/** The line faults of `faults`; `randomFor` gives each kind a sequence of its own. */
export function lineFaultsOf(faults: readonly Fault[], randomFor: (kind: string) => RandomSource): LineFaults {
  const changes = faults.flatMap((fault): ((line: string) => string)[] => {
    if (fault.kind !== 'split' && fault.kind !== 'noise') return [];
    const random = randomFor(fault.kind);
    const change = fault.kind === 'split' ? splitLine : addNoise;
    return [(line) => (random() < fault.probability ? change(line, random) : line)];
  });
  if (changes.length === 0) return (lines) => lines;
  return (lines) =>
    lines
      .split('\r\n')
      .map((line) => (line === '' ? line : changes.reduce((changed, change) => change(changed), line)))
      .join('\r\n');
}

function splitLine(line: string, random: RandomSource): string {
  const at = 1 + Math.floor(random() * (line.length - 1));
  return `${line.slice(0, at)}\r\n${line.slice(at)}`;
}

function addNoise(line: string, random: RandomSource): string {
  const words = chatter[Math.floor(random() * chatter.length)] ?? '';
  const at = Math.floor(random() * (line.length + 1));
  switch (Math.floor(random() * 4)) {
    case 0:
      return `${words}\r\n${line}`;
    case 1:
      return `${words}${line}`;
    case 2:
      return `${line} ${words}`;
    default:
      return `${line.slice(0, at)}\0\0${line.slice(at)}`;
  }
}
