import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Rows of the table by their places, the last one not included. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

const allRows: RowRange = { from: 0, to: Infinity };
/** So few are drawn at once. */
const fewRows = 60;
/** Above and below what is in sight. */
const marginRows = 3;
const firstRows = 24;
/** Some frames, so that the rows in sight are painted by then. */
const restMs = 100;

/**
 * Has the rows that are in sight drawn first, and the others a little later: an answer does not wait for what nobody
 * sees yet.
 */
export class RowsInSight implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #next: ReturnType<typeof setTimeout> | undefined;
  #isCatchingUp = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /**
   * What to draw now. What that leaves out follows by itself.
   * @param shown how many rows the table has when all of them are drawn
   */
  range(shown: number): RowRange {
    clearTimeout(this.#next);
    if (this.#isCatchingUp || shown <= fewRows) {
      this.#isCatchingUp = false;
      return allRows;
    }
    this.#next = setTimeout(() => {
      this.drawAll();
    }, restMs);
    return this.#inSight();
  }

  /** Draws the others now. */
  drawAll(): void {
    this.#isCatchingUp = true;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#next);
  }

  #inSight(): RowRange {
    const rows = this.#host.querySelectorAll('.results > tbody:last-of-type > tr');
    const [first, last] = [rows[0], rows[rows.length - 1]];
    if (first === undefined || last === undefined || rows.length < 2) return { from: 0, to: firstRows };
    const top = first.getBoundingClientRect().top;
    const heightPx = (last.getBoundingClientRect().bottom - top) / rows.length;
    const from = Math.max(0, Math.floor(-top / heightPx) - marginRows);
    return { from, to: Math.max(from + marginRows, Math.ceil((innerHeight - top) / heightPx) + marginRows) };
  }
}
