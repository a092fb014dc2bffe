import { dirname } from 'node:path';
import { failure } from '../errors.ts';
import type {
  DeviceIdentity,
  EnergyWindow,
  JournalEvent,
  ManagerOpened,
  MonitorOpened,
  SessionHead,
  WindowMeasured,
} from './events.ts';
import { scanJournal } from './journal-reader.ts';
import type { JournalEnd, JournalLine } from './journal-reader.ts';
import { Samples } from './samples.ts';

/** How a session stands at the end of its journal. */
export type SessionStanding =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped'; readonly code: string; readonly message: string }
  /** Being written, or its process ended without a word. */
  | { readonly kind: 'open' };

/** Distinct warnings that are kept; all are counted. */
const keptWarnings = 100;

/** What a session's journal says, event upon event. Figures and resuming both start from here. */
export class SessionState {
  readonly head: SessionHead;
  /** Host microseconds since the session began, at the last event. */
  lastUs = 0;
  events = 1;
  standing: SessionStanding = { kind: 'open' };
  /** As last announced: a session that is resumed identifies its board again. */
  identity: DeviceIdentity | undefined;
  /** Baud rate of the link as last opened. */
  baud: number | null = null;
  /** Commands the board takes back to back, as last found. */
  burstDepth: number | undefined;
  /** The line was seen to change bytes: loads have been read back since. */
  lineIsNoisy = false;
  /** The instrument of an energy session, as last opened. */
  monitor: MonitorOpened | undefined;
  /** The I/O manager of an energy session, as last opened. */
  manager: ManagerOpened | undefined;
  /** Some board or instrument of this session was a simulated one. */
  simulated = false;
  resumed = 0;
  droppedBytes = 0;
  /** The calibration window measured last. */
  calibration: WindowMeasured | undefined;
  /** Smallest step between the windows of one input, bytes; undefined where inputs were whole. */
  strideBytes: number | undefined;
  notes = { info: 0, warning: 0 };
  readonly rejected: WindowMeasured[] = [];
  readonly rejectedEnergy: EnergyWindow[] = [];
  /** The last short window of an energy session that had its two edges. */
  energyCalibration: EnergyWindow | undefined;
  readonly samples = new Samples();
  /** How often each kind of fault was mended. */
  readonly faults = new Map<string, number>();
  /** The first distinct warnings. */
  readonly warnings = new Set<string>();
  readonly #counted = new Map<number, WindowMeasured>();
  readonly #countedEnergy = new Map<number, EnergyWindow>();

  constructor(head: SessionHead) {
    this.head = head;
  }

  /**
   * Reads a journal from beginning to end. `visit` sees every line with the state that includes it.
   * @throws BenchError session.not-found (also where not even the head was recorded), session.broken
   */
  static async read(
    file: string,
    visit?: (line: JournalLine, state: SessionState) => void,
  ): Promise<{ readonly state: SessionState; readonly end: JournalEnd }> {
    let state: SessionState | undefined;
    const end = await scanJournal(file, (line) => {
      if (line.event.type === 'session') state = new SessionState(line.event);
      else state?.apply(line.event, line.tUs);
      if (state !== undefined) visit?.(line, state);
    });
    if (state === undefined) throw failure('session.not-found', { directory: dirname(file) });
    return { state, end };
  }

  /** The windows that count, by index: of two with the same index the later. */
  get windows(): readonly WindowMeasured[] {
    return [...this.#counted.values()].sort((a, b) => a.index - b.index);
  }

  /** The energy windows that count, by index: of two with the same index the later. */
  get energyWindows(): readonly EnergyWindow[] {
    return [...this.#countedEnergy.values()].sort((a, b) => a.index - b.index);
  }

  /** Samples that the session is to measure: label rows, as limited. */
  get plannedSamples(): number {
    const { dataset, options } = this.head;
    return Math.min(dataset.samples, options.limit ?? dataset.samples);
  }

  /** Iterations of the last window that counted or nearly did; undefined before there was one. */
  get iterations(): number | undefined {
    return this.windows.at(-1)?.iterations ?? this.rejected.at(-1)?.iterations;
  }

  /** Takes the next event, at `tUs`. */
  apply(event: JournalEvent, tUs: number): void {
    this.lastUs = tUs;
    this.events += 1;
    if (event.type !== 'note') this.standing = { kind: 'open' };
    switch (event.type) {
      case 'resumed':
        this.resumed += 1;
        this.droppedBytes += event.droppedBytes;
        break;
      case 'opened':
        this.baud = event.baud;
        break;
      case 'identity':
        this.identity = event;
        this.burstDepth = event.burstDepth;
        this.simulated ||= event.simulated;
        break;
      case 'payload':
        if (event.offset > 0) this.strideBytes = Math.min(this.strideBytes ?? event.offset, event.offset);
        break;
      case 'fault':
        this.burstDepth = event.depth;
        this.lineIsNoisy ||= event.isNoisy;
        this.faults.set(event.fault, (this.faults.get(event.fault) ?? 0) + 1);
        break;
      case 'window':
        this.#applyWindow(event);
        break;
      case 'sample':
        this.samples.put(event);
        break;
      case 'monitor':
        this.monitor = event;
        this.simulated ||= event.simulated;
        break;
      case 'manager':
        this.manager = event;
        break;
      case 'energy-window':
        if (event.use === 'counted') this.#countedEnergy.set(event.index, event);
        if (event.use === 'rejected') this.rejectedEnergy.push(event);
        if (event.use === 'calibration' && event.edges !== null) this.energyCalibration = event;
        break;
      case 'note':
        this.notes[event.level] += 1;
        if (event.level === 'warning' && this.warnings.size < keptWarnings) this.warnings.add(event.text);
        break;
      case 'finished':
        this.standing = { kind: 'finished' };
        break;
      case 'stopped':
        this.standing = { kind: 'stopped', code: event.code, message: event.message };
        break;
      case 'session':
      case 'sent':
      case 'received':
      case 'manager-laps':
        break;
    }
  }

  #applyWindow(window: WindowMeasured): void {
    switch (window.use) {
      case 'counted':
        this.#counted.set(window.index, window);
        break;
      case 'calibration':
        this.calibration = window;
        break;
      case 'rejected':
        this.rejected.push(window);
        break;
    }
  }
}
