/** What one line of an I/O manager says; several things where lines are glued together. */
export type ManagerMessage =
  /** A line of the board behind it, without its prefix. */
  | { readonly kind: 'board'; readonly text: string }
  /** It has passed a command on. */
  | { readonly kind: 'passthrough' }
  | { readonly kind: 'ready' }
  /** An edge that it saw on its own pin, on its own clock. */
  | { readonly kind: 'lap'; readonly lapUs: number }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

/** The prefix of a line of the board, its beginning perhaps lost. */
const prefix = /(?:\[dut|dut|ut|t|^)\]: ?/;

/** What the I/O manager itself says. */
const tokens = /m-dut-passthrough\([^)]*\)?|m-(?<ready>ready)|m-lap-us-(?<lap>\d+)|e-\[(?<error>[^\]]*)\]?/g;

/** What it may say right behind a line of the board whose end was lost: never at the beginning of such a line. */
const gluedTokens = /(?<=.)(?:m-dut-passthrough\(.*|m-lap-us-\d+)/;

/**
 * Reads a line of an I/O manager. Its tokens are searched, because echoes and lost line ends glue lines together; a lap
 * that stands behind the prefix of the board is the board's own.
 */
export function readManagerLine(line: string): ManagerMessage[] {
  const [own = '', ...boards] = line.replaceAll('\0', '').split(prefix);
  const messages = readOwn(own);
  for (const board of boards) {
    const glued = gluedTokens.exec(board);
    if (glued === null) {
      messages.push({ kind: 'board', text: board });
      continue;
    }
    const rest = board.slice(glued.index + glued[0].length);
    messages.push({ kind: 'board', text: board.slice(0, glued.index) + rest });
    messages.push(...readOwn(glued[0]));
  }
  return messages;
}

function readOwn(text: string): ManagerMessage[] {
  const messages: ManagerMessage[] = [];
  let end = 0;
  const addText = (piece: string): void => {
    if (piece.trim() !== '') messages.push({ kind: 'text', text: piece.trim() });
  };
  for (const match of text.matchAll(tokens)) {
    addText(text.slice(end, match.index));
    const { ready, lap, error } = match.groups ?? {};
    if (ready !== undefined) messages.push({ kind: 'ready' });
    else if (lap !== undefined) messages.push({ kind: 'lap', lapUs: Number(lap) });
    else if (error !== undefined) messages.push({ kind: 'error', text: error });
    else messages.push({ kind: 'passthrough' });
    end = match.index + match[0].length;
  }
  addText(text.slice(end));
  return messages;
}
