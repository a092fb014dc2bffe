// Where the words of a PPK2's stream begin, and what is sure about those around a place where it was damaged.

export const wordBytes = 4;
/** The counter is back where it was after so many samples. */
export const counterRound = 64;
/** So many samples in a row with the counter in order show where a sample begins. */
const proof = 8;
export const proofBytes = proof * wordBytes;
/** A word counts when so many behind it are in order: behind a lost byte, one word or two may look right by chance. */
export const heldWords = proof - 1;
export const heldBytes = heldWords * wordBytes;
/** The word behind the held ones has a wrong counter, its third byte: a loss that tears a word is before that one. */
export const soundFromBytes = heldBytes + 2;

/** Whether enough words in a row from a place on have counters in order. */
export function isInOrder(view: DataView, at: number): boolean {
  let counter = counterAt(view, at);
  for (let word = 1; word < proof; word++) {
    counter = (counter + 1) & (counterRound - 1);
    if (counterAt(view, at + word * wordBytes) !== counter) return false;
  }
  return true;
}

/** The counter of the word at a place. */
export function counterAt(view: DataView, at: number): number {
  return (view.getUint32(at, true) >>> 18) & (counterRound - 1);
}

/** Whether a word was torn where the next step is so many bytes behind the held words: bytes got lost, or came in. */
export function isTorn(stepBytes: number): boolean {
  return stepBytes % wordBytes !== 0;
}

/**
 * How many of the held words are sound. Between whole words that got lost, all of them are. Where one was torn, the
 * word before the step has a wrong counter, so that the place of the loss is at most a byte before the step.
 */
export function soundWords(firstStepBytes: number): number {
  return isTorn(firstStepBytes) ? Math.min(Math.floor((firstStepBytes - 1) / wordBytes), heldWords) : heldWords;
}

/** The loss that leaves this remainder by 64 and is nearest to what stood in its place, both in samples. */
export function lostSamples(remainder: number, inPlace: number): number {
  return remainder + counterRound * Math.max(0, Math.round((inPlace - remainder) / counterRound));
}
