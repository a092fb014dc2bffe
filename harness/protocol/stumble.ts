import type { BenchError } from '../errors.ts';
import type { LinkFault } from './link-events.ts';
import type { Exchange } from './link.ts';

/** A step that did not work as it should and may be tried again. */
export class Stumble {
  readonly fault: LinkFault;
  readonly detail: string;
  /** The error to stop with if the same comes again and again; without one the line is called unreliable. */
  readonly final: BenchError | undefined;

  constructor(fault: LinkFault, detail: string, final?: BenchError) {
    this.fault = fault;
    this.detail = detail;
    this.final = final;
  }
}

/** Why an exchange did not end as it should. */
export function stumbleOf(exchange: Exchange): Stumble {
  switch (exchange.kind) {
    case 'reset':
      return new Stumble('reset', 'the boot banner came in the middle');
    case 'lost': {
      const { text } = exchange.waitingFor;
      const shown = text.length > 40 ? `${text.slice(0, 37)}…` : text;
      return new Stumble('loss', `no m-ready for \`${shown}\` within ${exchange.waitedMs} ms`);
    }
    case 'refused':
    case 'complete':
      return new Stumble('desynchronised', 'the replies do not fit the commands');
  }
}
