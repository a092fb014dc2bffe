const keptLines = 8;
const keptCharacters = 2000;

/** The end of a text that may be long: what a program said last before it failed. */
export class LastLines {
  #text = '';

  add(bytes: Buffer): void {
    this.#text = (this.#text + bytes.toString('utf8')).slice(-keptCharacters);
  }

  /** `; it last said: …`, or nothing where there is nothing. */
  quoted(): string {
    const lines = this.#text.split(/\r?\n/).filter((line) => line.trim() !== '');
    return lines.length === 0 ? '' : `; it last said: ${lines.slice(-keptLines).join('\n')}`;
  }
}
