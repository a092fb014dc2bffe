import type { BenchError } from '../errors.ts';
import type { LinkFault } from './link-events.ts';

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
