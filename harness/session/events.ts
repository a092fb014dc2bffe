import type { LinkEvent } from '../protocol/link-events.ts';

/**
 * The lines of a session's journal: what happened, in the order it happened. Everything else in a session folder is
 * derived from these. On disk each is one JSON object with three more keys: `seq` (from 0), `tUs` (host microseconds
 * since the session began) and `prev` (SHA-256 of the line before, hex; 64 zeros for the first).
 */
export type JournalEvent =
  | SessionHead
  | { readonly type: 'resumed'; readonly at: string; readonly program: string; readonly droppedBytes: number }
  | { readonly type: 'opened'; readonly device: string; readonly baud: number | null }
  | DeviceIdentity
  | LinkEvent
  | WindowMeasured
  | SampleMeasured
  | MonitorOpened
  | ManagerOpened
  /** Edges that the I/O manager saw in a window, before it is known what they are; arrival on the host's clock. */
  | { readonly type: 'manager-laps'; readonly laps: readonly { readonly lapUs: number; readonly arrivedUs: number }[] }
  | EnergyWindow
  | { readonly type: 'note'; readonly level: 'info' | 'warning'; readonly text: string }
  /** The session is complete: nothing is measured after it. */
  | { readonly type: 'finished' }
  /** The run ended before the session was complete; `--resume` goes on after it. */
  | { readonly type: 'stopped'; readonly code: string; readonly message: string };

export type Mode = 'performance' | 'accuracy' | 'energy';

/** The first line: what is to be done, on what, by what. Everything `--resume` needs. */
export interface SessionHead {
  readonly type: 'session';
  readonly format: 1;
  readonly id: string;
  readonly startedAt: string;
  readonly program: { readonly name: 'boardbench'; readonly version: string };
  readonly host: { readonly platform: string; readonly release: string; readonly node: string };
  readonly mode: Mode;
  /** The modes of the whole run, of which this session is one. */
  readonly runModes: readonly Mode[];
  /** The last hash of the run's session before this one: binds the modes of a run together. */
  readonly previousSession: { readonly mode: Mode; readonly hash: string } | null;
  readonly device: string;
  readonly workload: WorkloadSummary;
  readonly dataset: DatasetSummary;
  readonly options: SessionOptions;
}

export interface WorkloadSummary {
  readonly name: string;
  readonly inputBytes: number;
  readonly classes: number;
  readonly classNames: readonly string[];
  readonly metric: 'top1' | 'auc';
  readonly qualityTarget: number;
}

export interface DatasetSummary {
  /** As the user gave it. */
  readonly directory: string;
  readonly kind: 'official' | 'demonstration' | 'own';
  readonly labelsSha256: string;
  /** SHA-256 over the sorted `name SHA-256` lines of all inputs. */
  readonly inputsSha256: string;
  readonly samples: number;
}

/** How energy is measured. */
export interface EnergyOptions {
  /** URL of the power monitor. */
  readonly monitor: string;
  /** Device URL of the I/O manager that the board is behind; null where the host speaks to the board itself. */
  readonly ioManager: string | null;
  /** Volts that the monitor is to supply, or that the board is supplied with; null where the monitor measures it. */
  readonly voltageV: number | null;
}

export interface SessionOptions {
  readonly windows: number;
  readonly minSeconds: number;
  readonly limit: number | null;
  readonly burst: number | 'auto';
  readonly verifyLoads: boolean;
  readonly baud: number | null;
  /** Absent but in energy sessions and runs that have one. */
  readonly energy?: EnergyOptions;
}

export interface DeviceIdentity {
  readonly type: 'identity';
  readonly name: string;
  readonly profile: string;
  readonly model: string;
  readonly capabilities: readonly string[];
  readonly simulated: boolean;
  /** Commands the board takes back to back, as found or as told. */
  readonly burstDepth: number;
}

/** A measured window of the performance mode, between two laps of the board's own clock. */
export interface WindowMeasured {
  readonly type: 'window';
  readonly index: number;
  /** `counted`: one of the result's windows. `calibration`: finds N. `rejected`: measured again, and `why`. */
  readonly use: 'counted' | 'calibration' | 'rejected';
  readonly why: string | null;
  readonly input: string;
  readonly label: number;
  readonly warmups: number;
  readonly iterations: number;
  readonly startLapUs: number;
  readonly endLapUs: number;
  readonly elapsedUs: number;
  /** Host time between the arrival of the two laps: evidence, never the measurement. */
  readonly hostElapsedUs: number;
  readonly results: readonly (number | null)[];
}

/** One window of input of one sample in accuracy mode. A later event for the same index and segment replaces it. */
export interface SampleMeasured {
  readonly type: 'sample';
  /** Row of the label file, from 0. */
  readonly index: number;
  readonly file: string;
  readonly label: number;
  /** Which window of the file's input, from 0; 0 alone but for ad. */
  readonly segment: number;
  readonly segments: number;
  readonly startLapUs: number;
  readonly endLapUs: number;
  readonly elapsedUs: number;
  readonly results: readonly (number | null)[];
  /** The load was read back and was right. */
  readonly verified: boolean;
}

/** The power monitor of an energy session, each time it is opened. */
export interface MonitorOpened {
  readonly type: 'monitor';
  readonly url: string;
  /** `lpm01a`, `ppk2`, … */
  readonly kind: string;
  /** What it says of itself: maker, serial number, firmware. */
  readonly name: string;
  readonly simulated: boolean;
  /** It sees the board's pin itself. */
  readonly hasEdges: boolean;
  /** Volts it was told to supply, or null where it was not. */
  readonly suppliedV: number | null;
}

/** The I/O manager between host and board, each time it is opened. */
export interface ManagerOpened {
  readonly type: 'manager';
  readonly device: string;
  readonly name: string;
}

/** What an instrument recorded of a window: a file in the session's folder. */
export interface RecordingFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly samples: number;
  readonly lostSamples: number;
}

/**
 * Two edges of the board's pin. `instrument`: microseconds of the recording. `manager`: of the I/O manager's own clock,
 * and when the host heard of each, on the clock of the recording's arrival times.
 */
export type WindowEdges =
  | { readonly clock: 'instrument'; readonly startUs: number; readonly endUs: number }
  | {
      readonly clock: 'manager';
      readonly startUs: number;
      readonly endUs: number;
      readonly startArrivedUs: number;
      readonly endArrivedUs: number;
    };

/** A measured window of the energy mode, between two edges of a pin of the board. */
export interface EnergyWindow {
  readonly type: 'energy-window';
  readonly index: number;
  /** As of the windows of the performance mode. */
  readonly use: WindowMeasured['use'];
  readonly why: string | null;
  readonly input: string;
  readonly label: number;
  readonly warmups: number;
  readonly iterations: number;
  /** Null where there were not two of them. */
  readonly edges: WindowEdges | null;
  /** Between the edges, on the clock of whatever saw them; 0 where there were not two. */
  readonly elapsedUs: number;
  /** Host time between the arrival of `m-infer-start` and of `m-infer-done`; null where they did not come. */
  readonly hostElapsedUs: number | null;
  /** Between the board's own laps, where its firmware prints them. */
  readonly lapElapsedUs: number | null;
  /** Between the two edges that an I/O manager saw, on its own clock; null where there is none. */
  readonly managerElapsedUs: number | null;
  readonly results: readonly (number | null)[];
  /** Null where nothing could be recorded. */
  readonly recording: RecordingFile | null;
}
