/** How much an archive may unpack to. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Of all files together. */
  readonly bytes: number;
  /** Unpacked by packed size, of one file and of the whole; deflate reaches 1032, logs stay below 100. */
  readonly ratio: number;
  /** Up to here the ratio does not matter. */
  readonly ratioFromBytes: number;
}

/** Some thirty times the largest round so far. */
export const usualLimits: ArchiveLimits = {
  entries: 100_000,
  bytes: 4 * 2 ** 30,
  ratio: 250,
  ratioFromBytes: 16 * 2 ** 20,
};
