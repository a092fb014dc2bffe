/** Does a command; what it returns is the reply to a question, and bytes are sent as a definite-length block. */
export type ScpiAction = (argument: string) => string | Uint8Array | undefined;

/** The errors that an instrument puts into its queue (SCPI-99, volume 2, chapter 21). */
export const scpiErrors = {
  undefinedHeader: '-113,"Undefined header"',
  dataOutOfRange: '-222,"Data out of range"',
  settingsConflict: '-221,"Settings conflict"',
  triggerIgnored: '-211,"Trigger ignored"',
  missingParameter: '-109,"Missing parameter"',
  fileNotFound: '-256,"File name not found"',
  queueOverflow: '-350,"Queue overflow"',
} as const;

export type ScpiErrorName = keyof typeof scpiErrors;

/** What an action throws where its command is at fault. */
export class ScpiFault extends Error {
  readonly entry: string;

  constructor(name: ScpiErrorName) {
    super(scpiErrors[name]);
    this.entry = scpiErrors[name];
  }
}

/** Entries that the error queue holds; what comes then is not known any more. */
const queueLength = 20;

/**
 * The commands of a SCPI instrument, its error queue, and the lines they come in. Headers may be written in their short
 * or their long form, and several commands in a line with `;` between them, each from the root.
 */
export class ScpiCommands {
  readonly #actions: readonly (readonly [header: RegExp, action: ScpiAction])[];
  readonly #reply: (reply: string | Uint8Array) => void;
  readonly #errors: string[] = [];
  #line = '';

  /**
   * @param actions by header, as manuals write it: `SENSe:DLOG:PERiod?`, a part that may be left out in `[ ]`
   * @param reply takes the replies, in order
   */
  constructor(actions: Readonly<Record<string, ScpiAction>>, reply: (reply: string | Uint8Array) => void) {
    this.#actions = Object.entries(actions).map(([header, action]) => [headerPattern(header), action]);
    this.#reply = reply;
  }

  /** Takes bytes from the host, in any chunking. */
  take(bytes: Uint8Array): void {
    this.#line += Buffer.from(bytes).toString('latin1');
    const lines = this.#line.split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) {
      for (const command of line.match(/(?:"[^"]*"|[^;"])+/g) ?? []) {
        if (command.trim() !== '') this.#do(command.trim());
      }
    }
  }

  /** The host has gone: what it had begun to say is forgotten. */
  forgetLine(): void {
    this.#line = '';
  }

  addError(entry: string): void {
    if (this.#errors.length < queueLength) this.#errors.push(entry);
    else this.#errors[queueLength - 1] = scpiErrors.queueOverflow;
  }

  #do(command: string): void {
    const [, header = '', argument = ''] = /^(\S+)\s*(.*)$/.exec(command) ?? [];
    switch (header.toUpperCase().replace(/^:/, '')) {
      case 'SYST:ERR?':
      case 'SYSTEM:ERROR?':
        this.#reply(this.#errors.shift() ?? '+0,"No error"');
        return;
      case '*CLS':
        this.#errors.length = 0;
        return;
      case '*OPC?':
        this.#reply('1');
        return;
    }
    const action = this.#actions.find(([pattern]) => pattern.test(header))?.[1];
    if (action === undefined) {
      this.addError(scpiErrors.undefinedHeader);
      return;
    }
    try {
      const reply = action(argument);
      if (reply !== undefined) this.#reply(reply);
    } catch (error) {
      if (!(error instanceof ScpiFault)) throw error;
      this.addError(error.entry);
    }
  }
}

/** `SENSe:DLOG[:X]?` as an expression that takes each part short or long. */
function headerPattern(header: string): RegExp {
  const source = header
    .replace(/[*?]/g, '\\$&')
    .replace(/\[([^\]]*)\]/g, '(?:$1)?')
    .replace(/[A-Z]+[a-z]+/g, (mnemonic) => {
      const long = mnemonic.replace(/^[A-Z]+/, '');
      return `${mnemonic.slice(0, mnemonic.length - long.length)}(?:${long})?`;
    });
  return new RegExp(`^:?${source}$`, 'i');
}

/** A number as the instruments write it: `+3.30000000E+00`. */
export function scpiNumber(value: number): string {
  const [, sign = '', digits = '', exponentSign = '', exponent = ''] =
    /^(-?)([\d.]+)e([+-])(\d+)$/.exec(value.toExponential(8)) ?? [];
  return `${sign === '-' ? '-' : '+'}${digits}E${exponentSign}${exponent.padStart(2, '0')}`;
}

/** A definite-length block: `#`, how many digits, the length, the bytes. */
export function scpiBlock(bytes: Uint8Array): Uint8Array {
  const length = String(bytes.length);
  return Buffer.concat([Buffer.from(`#${length.length}${length}`, 'latin1'), bytes]);
}

/**
 * Takes `VALUE,(@1,3:4)` apart.
 * @returns the text before the list, and the channels of the list; null where there is none
 */
export function splitChannels(argument: string): {
  readonly value: string;
  readonly channels: readonly number[] | null;
} {
  const [, before = '', list] = /^(.*?)\s*,?\s*(?:\(@([^)]*)\))?\s*$/.exec(argument) ?? [];
  if (list === undefined) return { value: before, channels: null };
  const channels = list.split(',').flatMap((part) => {
    const [first = NaN, last = first] = part.split(':').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return { value: before, channels };
}
