/** Who handed something in. */
export interface Student {
  /** What the course knows them by: from the roster, or from the names of the files. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

/** What a student handed in, found but not looked into. */
export interface HandIn {
  readonly student: Student;
  /** The folder or file to look into. */
  readonly path: string;
  /** How it is called in reports: the path as it was found, without what is above the folders given. */
  readonly name: string;
  /** When, where the export or a sidecar says it; else null. */
  readonly handedInAt: Date | null;
  /** The LMS marked it late. */
  readonly isMarkedLate: boolean;
  /** The attempt, from 1, in the order of handing in. */
  readonly attempt: number;
}

/** All that was found, and what could not be told of it. */
export interface FoundHandIns {
  /** By student id, then attempt. */
  readonly handIns: readonly HandIn[];
  /** Of the roster, who handed nothing in. */
  readonly absent: readonly Student[];
  /** For staff: names that fit nobody of the roster, doubles, files that were left out, and why. */
  readonly notes: readonly string[];
  /** Removes what was unpacked to look for hand-ins: call it when all are measured. */
  readonly close: () => Promise<void>;
}
