import { firstMaximum } from '../../metrics/top1.ts';
import type { Tolerance } from './tolerance.ts';

/** What a board answered for one window of a row's input. */
export interface BoardResult {
  /** Row of the label file, from 0. */
  readonly index: number;
  readonly file: string;
  readonly label: number;
  /** Which window, from 0. */
  readonly segment: number;
  /** As printed; null for what was no number. */
  readonly results: readonly (number | null)[];
}

/** A window on which a board and the host differ by more than the tolerance. */
export interface BoardDifference {
  readonly index: number;
  readonly file: string;
  readonly label: number;
  readonly segment: number;
  readonly board: readonly (number | null)[];
  readonly host: readonly number[];
  /** Of all values; null where there are not as many, or not all are numbers. */
  readonly largestDifference: number | null;
}

export interface BoardComparison {
  /** Windows that were measured and computed. */
  readonly compared: number;
  /** Of these, windows that differ by more than the tolerance. */
  readonly differing: number;
  /** Of these, windows whose highest value is of another class; null where there is one value alone. */
  readonly answersDiffer: number | null;
  /** Of all windows that can be compared, within the tolerance or not. */
  readonly largestDifference: number;
  /** The first that differ, in the order of the label file. */
  readonly first: readonly BoardDifference[];
}

/** So that a difference of exactly the tolerance is within it, whatever binary fractions make of it. */
const slack = 1e-9;

/**
 * Compares what a board printed with what the host computes, value by value.
 * @param hostOf the host's results of a row's window; undefined where it has not computed them
 * @param listed how many windows are shown
 */
export function compareWithBoard(
  boardResults: Iterable<BoardResult>,
  hostOf: (index: number, segment: number) => readonly number[] | undefined,
  tolerance: Tolerance,
  listed: number,
): BoardComparison {
  const first: BoardDifference[] = [];
  let [compared, differing, answersDiffer, largest, values] = [0, 0, 0, 0, 0];
  for (const { index, file, label, segment, results: board } of boardResults) {
    const host = hostOf(index, segment);
    if (host === undefined) continue;
    compared += 1;
    values = Math.max(values, host.length);
    const largestDifference = differenceOf(board, host);
    largest = Math.max(largest, largestDifference ?? 0);
    if (isWithin(board, host, tolerance)) continue;
    differing += 1;
    if (firstMaximum(board.map((value) => value ?? -Infinity)) !== firstMaximum(host)) answersDiffer += 1;
    if (first.length < listed) first.push({ index, file, label, segment, board, host, largestDifference });
  }
  return { compared, differing, answersDiffer: values > 1 ? answersDiffer : null, largestDifference: largest, first };
}

function isWithin(board: readonly (number | null)[], host: readonly number[], { absolute, relative }: Tolerance) {
  return (
    board.length === host.length &&
    host.every((value, place) => {
      const printed = board[place] ?? NaN;
      return Math.abs(printed - value) <= absolute + relative * Math.abs(value) + slack;
    })
  );
}

function differenceOf(board: readonly (number | null)[], host: readonly number[]): number | null {
  if (board.length !== host.length || board.includes(null)) return null;
  return host.reduce((most, value, place) => Math.max(most, Math.abs((board[place] ?? NaN) - value)), 0);
}
