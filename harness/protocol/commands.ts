/** Bytes of input that one `db HH…` command can carry: two digits each and `db ` fit the board's 80 characters. */
export const bytesPerLoadCommand = 38;

/** A command for the board, and what its reply is expected to take. */
export interface Command {
  /** Without its `%`. */
  readonly text: string;
  /** Bytes of the reply, `m-ready` and line ends included, about. */
  readonly replyBytes: number;
  /** Host time that the board may compute before it has answered, at most. */
  readonly computeUs: number;
  /** The text carries input and is journalled as part of a payload, not by itself. */
  readonly isPayload: boolean;
}

const readyBytes = 'm-ready\r\n'.length;

function command(text: string, replyTextBytes: number, computeUs = 0): Command {
  return { text, replyBytes: replyTextBytes + readyBytes, computeUs, isPayload: false };
}

export const commands = {
  name: command('name', 40),
  profile: command('profile', 80),
  timestamp: command('timestamp', 24),
  results: (outputs: number): Command => command('results', 16 + 6 * outputs),
  /** `bytes` are printed eight a line. */
  print: (bytes: number): Command => command('db print', Math.ceil(bytes / 8) * 34),
  startLoad: (bytes: number): Command => command(`db load ${bytes}`, 30),
  /** W is always sent, because boards take 10 where it is absent. */
  infer: (iterations: number, warmups: number, outputs: number, computeUs: number): Command =>
    command(`infer ${iterations} ${warmups}`, 125 + 6 * outputs, computeUs),
} as const;

/**
 * The commands that load an input: `db load N`, then its digits.
 * @param bytesPerCommand how many bytes each of these carries; fewer where something between has a shorter buffer
 */
export function loadCommands(input: Uint8Array, bytesPerCommand: number = bytesPerLoadCommand): Command[] {
  const digits = Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('hex');
  const list = [commands.startLoad(input.length)];
  for (let start = 0; start < digits.length; start += 2 * bytesPerCommand) {
    const text = `db ${digits.slice(start, start + 2 * bytesPerCommand)}`;
    const last = start + 2 * bytesPerCommand >= digits.length;
    list.push({ text, replyBytes: readyBytes + (last ? 'm-load-done\r\n'.length : 0), computeUs: 0, isPayload: true });
  }
  return list;
}
