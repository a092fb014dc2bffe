import type { OfficialWorkload } from '../models/profile/official-costs.ts';

/** Figures of the official models; those that were not published, or do not hold, are absent. */
export type OfficialFigures = Readonly<Partial<Record<OfficialWorkload, number>>>;

/** What one submitter published of one system. */
export interface PublishedResults {
  readonly round: string;
  readonly submitter: string;
  readonly system?: string;
  readonly precision: 'int8' | 'float32';
  /** The clock it was measured at; null where it is not known. */
  readonly mhz: number | null;
  /** Inferences a second. */
  readonly throughput: OfficialFigures;
  /** Microjoules an inference. */
  readonly energyUj?: OfficialFigures;
}

/** A board of the catalogue. What is not known is null. */
export interface Board {
  /** What names it on the command line. */
  readonly id: string;
  readonly name: string;
  /** What computes a model there: the core itself, an accelerator beside it, or a processor that runs Linux or alike. */
  readonly kind: 'microcontroller' | 'accelerator' | 'application processor';
  readonly processor: string | null;
  /** A core of the cycle model. */
  readonly core: string | null;
  readonly mhz: number | null;
  /** Memory for data. */
  readonly sramBytes: number | null;
  /** Memory for code and weights. */
  readonly flashBytes: number | null;
  /** Where these facts are from. */
  readonly source: string | null;
  readonly note: string | null;
  readonly published: readonly PublishedResults[];
}

/** What the operating system and other buffers take of a board. */
export interface Reserve {
  readonly sramBytes: number;
  readonly flashBytes: number;
  readonly source: string;
}

export interface BoardCatalogue {
  readonly reserve: Reserve;
  readonly boards: readonly Board[];
}
