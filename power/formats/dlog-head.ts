/** What the head of a Keysight data log says. */
export interface DlogHead {
  /** Seconds from one sample to the next. */
  readonly intervalS: number;
  /** What each number of a sample is, in the order in which they are stored. */
  readonly columns: readonly DlogColumn[];
  /** Where the samples begin, bytes from the beginning of the file. */
  readonly samplesAt: number;
}

export interface DlogColumn {
  readonly channel: number;
  readonly quantity: 'voltage' | 'current';
}

/** A description takes a few kilobytes; where it has not ended by here, it is none. */
export const mostHeadBytes = 2 ** 18;

const endTag = '</dlog>';
/** Bytes between the line with the end tag and the samples. */
const separatorBytes = 8;

/**
 * Reads the description at the beginning of a data log. It is nearly XML (some of its names begin with a digit), so it is
 * read by itself: `channel` elements with `sense_volt` and `sense_curr`, and `frame` with `tint`.
 * @param bytes the beginning of a file, up to `mostHeadBytes`
 * @returns the head, or what is wrong with it
 */
export function dlogHead(bytes: Uint8Array): DlogHead | { readonly problem: string } {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = whole.indexOf(endTag);
  if (end < 0) return { problem: 'its description has no end (</dlog>)' };
  const elements = elementsOf(whole.toString('latin1', 0, end + endTag.length));
  if (elements === undefined)
    return { problem: 'its description is broken: its elements are not nested as they should be' };

  const intervalS = Number(textOf(elements, 'dlog/frame/tint') ?? NaN);
  if (!(intervalS > 0 && intervalS < Infinity))
    return { problem: 'its description names no interval (frame/tint) above 0' };
  if (textOf(elements, 'dlog/frame/sense_minmax') === '1') {
    return { problem: 'it was logged with minima and maxima; log without them (SENS:DLOG:FUNC:MINM OFF)' };
  }
  const columns = elements.filter(({ path }) => path === 'dlog/channel').flatMap(columnsOf);
  if (columns.length === 0) return { problem: 'its description names no channel that is logged' };

  const lineEnd = whole.indexOf('\n', end);
  const afterTag = whole.toString('latin1', end + endTag.length, lineEnd < 0 ? undefined : lineEnd).trim();
  if (lineEnd < 0 || afterTag !== '') return { problem: 'no line ends behind its description' };
  return { intervalS, columns, samplesAt: lineEnd + 1 + separatorBytes };
}

interface Element {
  /** The names of the elements it is in and its own, with slashes. */
  readonly path: string;
  readonly attributes: string;
  readonly children: Element[];
  text: string;
}

/** Elements within elements; three are usual. */
const mostDepth = 16;

/** All elements in the order in which they begin; undefined where they are not nested, or too deeply. */
function elementsOf(text: string): readonly Element[] | undefined {
  const all: Element[] = [];
  const open: Element[] = [];
  const token = /<(\/?)([\w.:-]+)((?:\s[^<>]*?)?)(\/?)>|([^<]+)/g;
  for (const [, slash, name = '', attributes = '', selfClosed, content] of withoutComments(text).matchAll(token)) {
    const parent = open.at(-1);
    if (content !== undefined && parent !== undefined) parent.text += content;
    if (name === '') continue;
    if (slash === '/') {
      if (parent?.path.split('/').at(-1) !== name) return undefined;
      open.pop();
      continue;
    }
    if (open.length === mostDepth) return undefined;
    const path = parent === undefined ? name : `${parent.path}/${name}`;
    const element: Element = { path, attributes, children: [], text: '' };
    all.push(element);
    parent?.children.push(element);
    if (selfClosed !== '/') open.push(element);
  }
  return all;
}

function withoutComments(text: string): string {
  const [before = '', ...comments] = text.split('<!--');
  return before + comments.map((comment) => comment.slice(comment.indexOf('-->') + 3)).join('');
}

function textOf(elements: readonly Element[], path: string): string | undefined {
  return elements.find((element) => element.path === path)?.text.trim();
}

/** Of each channel the volts come before the amperes. */
function columnsOf(element: Element): readonly DlogColumn[] {
  const channel = Number(/\bid\s*=\s*["'](\d+)["']/.exec(element.attributes)?.[1] ?? NaN);
  const isLogged = (name: string): boolean => textOf(element.children, `${element.path}/${name}`) === '1';
  return [
    ...(isLogged('sense_volt') ? [{ channel, quantity: 'voltage' } as const] : []),
    ...(isLogged('sense_curr') ? [{ channel, quantity: 'current' } as const] : []),
  ];
}
