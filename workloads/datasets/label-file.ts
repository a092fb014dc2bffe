import { failure } from '../../harness/errors.ts';

/** A row of y_labels.csv. */
export interface LabelRow {
  readonly file: string;
  /** How many classes there are. */
  readonly classes: number;
  /** The right class, from 0. */
  readonly label: number;
  /** How inputs slide over the file, in bytes; null where the file is one input. */
  readonly window: { readonly widthBytes: number; readonly strideBytes: number } | null;
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

/**
 * Reads the text of a y_labels.csv: `file,classes,class` or `file,classes,class,width,stride` a line, no header. A byte
 * order mark, CR LF, blank lines and blanks around fields are passed over.
 * @param fileName what to call it in errors
 * @throws BenchError dataset.label with the line of the first thing that is wrong
 */
export function parseLabelFile(text: string, fileName: string): LabelRow[] {
  const rows: LabelRow[] = [];
  const lineOfFile = new Map<string, number>();
  for (const [position, content] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = position + 1;
    if (content.trim() === '') continue;
    const refuse = (problem: string): never => {
      throw failure('dataset.label', { file: fileName, line, problem });
    };
    const row = parseRow(content, line, refuse);
    const before = lineOfFile.get(row.file);
    if (before !== undefined) refuse(`${row.file} stands on line ${before} already`);
    lineOfFile.set(row.file, line);
    rows.push(row);
  }
  if (rows.length === 0) throw failure('dataset.label', { file: fileName, line: 1, problem: 'the file has no rows' });
  return rows;
}

function parseRow(content: string, line: number, refuse: (problem: string) => never): LabelRow {
  const fields = content.split(',').map((field) => field.trim());
  const [file = '', classesText = '', labelText = '', widthText, strideText] = fields;
  if (fields.length !== 3 && fields.length !== 5)
    refuse(`${fields.length} fields where 3 or 5 belong: "${excerpt(content)}"`);
  checkName(file, refuse);
  if (line === 1 && !/\d/.test(fields.slice(1).join(''))) refuse('the first line looks like a header; leave it out');
  const classes = wholeNumber(classesText, 'the number of classes', refuse);
  if (classes < 2) refuse(`${classes} classes, where two is the least`);
  const label = wholeNumber(labelText, 'the class', refuse);
  if (label >= classes) refuse(`class ${label} is none of 0 to ${classes - 1}`);
  if (widthText === undefined || strideText === undefined) return { file, classes, label, window: null, line };
  const widthBytes = wholeNumber(widthText, 'the width', refuse);
  const strideBytes = wholeNumber(strideText, 'the stride', refuse);
  if (widthBytes === 0 || strideBytes === 0) refuse('width and stride must be at least 1');
  return { file, classes, label, window: { widthBytes, strideBytes }, line };
}

/** A label file comes from elsewhere: it must not lead out of its folder. */
function checkName(file: string, refuse: (problem: string) => never): void {
  if (file === '') refuse('there is no file name');
  if (/[/\\]|\p{Cc}/u.test(file) || file === '.' || file === '..') {
    refuse(`"${excerpt(file)}" is no plain file name; inputs lie beside the label file`);
  }
}

function wholeNumber(text: string, what: string, refuse: (problem: string) => never): number {
  if (!/^\d{1,9}$/.test(text)) refuse(`${what} is no whole number: "${excerpt(text)}"`);
  return Number(text);
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
