import type { RandomSource } from '../../harness/statistics/random.ts';
import type { ByteFaultKind, Fault } from './fault-options.ts';

/** Takes the bytes that entered a wire and gives those that leave it. Bytes are taken in order, in any chunking. */
export type Wire = (bytes: Uint8Array) => Uint8Array;

/** Bytes that are lost together when a receiver's FIFO runs over. */
const overrunBytes = 16;

const perfectWire: Wire = (bytes) => bytes;

/** The wires to and from a board with the byte faults of `faults`; `randomFor` gives each kind a sequence of its own. */
export function wiresOf(
  faults: readonly Fault[],
  randomFor: (kind: string) => RandomSource,
): { readonly inbound: Wire; readonly outbound: Wire } {
  const inbound: Wire[] = [];
  const outbound: Wire[] = [];
  for (const fault of faults) {
    switch (fault.kind) {
      case 'drop-in':
      case 'flip-in':
      case 'overrun':
        inbound.push(faultyWire(fault.kind, fault.probability, randomFor(fault.kind)));
        break;
      case 'drop-out':
      case 'flip-out':
        outbound.push(faultyWire(fault.kind, fault.probability, randomFor(fault.kind)));
        break;
      case 'garbage':
        outbound.push(garbling(randomFor(fault.kind)));
        break;
      default:
    }
  }
  return { inbound: inSeries(inbound), outbound: inSeries(outbound) };
}

function inSeries(wires: readonly Wire[]): Wire {
  if (wires.length === 0) return perfectWire;
  return (bytes) => wires.reduce((arriving, wire) => wire(arriving), bytes);
}

function faultyWire(kind: ByteFaultKind, probability: number, random: RandomSource): Wire {
  switch (kind) {
    case 'drop-in':
    case 'drop-out':
      return (bytes) => bytes.filter(() => random() >= probability);
    case 'flip-in':
    case 'flip-out':
      return (bytes) => bytes.map((byte) => (random() < probability ? byte ^ (1 << Math.floor(random() * 8)) : byte));
    case 'overrun': {
      let lost = 0;
      return (bytes) =>
        bytes.filter(() => {
          if (lost > 0) lost -= 1;
          else if (random() < probability) lost = overrunBytes - 1;
          else return true;
          return false;
        });
    }
  }
}

/** What a UART reads at a wrong rate: bytes unlike those sent, outside ASCII. */
function garbling(random: RandomSource): Wire {
  return (bytes) => bytes.map(() => 0x80 + Math.floor(random() * 0x80));
}
