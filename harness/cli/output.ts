import { asError } from '../clock.ts';
import { BenchError } from '../errors.ts';
import { printable } from '../session/derived/log-time.ts';

/** Prints one JSON document on stdout. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** Prints a line for people on stdout. */
export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** An error as the `error` member of a JSON document. */
export function errorToJson(error: unknown): Record<string, unknown> {
  if (error instanceof BenchError) {
    return { code: error.code, message: error.message, remedy: error.remedy, details: error.details };
  }
  return {
    code: 'internal',
    message: asError(error).message,
    remedy: 'This is a defect of boardbench: please report it.',
  };
}

/** Prints an error for people on stderr: what happened, and what to do. */
export function printError(error: unknown): void {
  if (error instanceof BenchError) {
    // Names in it may come from an archive or a board.
    const message = error.message.split('\n').map(printable).join('\n');
    process.stderr.write(`boardbench: ${message}\n  ${error.remedy}\n  (${error.code})\n`);
    return;
  }
  const { stack, message } = asError(error);
  process.stderr.write(`boardbench: a defect: ${stack ?? message}\n  Please report it with this text.\n`);
}

/** The exit status that an error asks for. */
export function exitStatusOf(error: unknown): 1 | 2 {
  return error instanceof BenchError ? error.exitStatus : 1;
}

/**
 * Lays rows out as a table: columns as wide as their widest cell, numbers to the right, two spaces between.
 * @returns lines, the header first
 */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isNumeric = header.map((_, column) =>
    rows.every((row) => /^[+-]?[\d.,]*\d[\d.,]*\s?%?$|^$|^–$/.test(row[column] ?? '')),
  );
  const layOut = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        isNumeric[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [layOut(header), ...rows.map(layOut)];
}
