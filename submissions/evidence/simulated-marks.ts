/** What a simulated board, and this program of one, write into every file of a run. */
const marks = /SIMULATED:|m-cap-\[[^\]\n]{0,200}simulated|Boardbench simulated board|"simulated"\s{0,20}:\s{0,20}true/;
const words = ['SIMULATED:', 'simulated'];
/** The most that a mark has before and behind its word, bytes. */
const besideBytes = 256;

/** Looks for the marks of a simulation in a file that is given in pieces. */
export class SimulatedMarks {
  #before: Uint8Array = new Uint8Array(0);
  #found = false;

  get found(): boolean {
    return this.#found;
  }

  take(piece: Uint8Array): void {
    if (this.#found) return;
    const bytes = Buffer.concat([this.#before, piece]);
    this.#found = words.some((word) => isMarked(bytes, word));
    this.#before = Uint8Array.prototype.slice.call(bytes, -2 * besideBytes);
  }
}

function isMarked(bytes: Buffer, word: string): boolean {
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + word.length)) {
    if (marks.test(bytes.toString('latin1', Math.max(0, at - besideBytes), at + besideBytes))) return true;
  }
  return false;
}
