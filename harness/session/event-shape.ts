import type { EnergyOptions, JournalEvent, RecordingFile, WindowEdges } from './events.ts';

/** Says whether a value may stand in a field. */
type Check = (value: unknown) => boolean;

type EventOf<Type extends JournalEvent['type']> = Extract<JournalEvent, { readonly type: Type }>;

/** A check for every field of an object type; the compiler asks for all of them. */
type Shape<Value> = { readonly [Key in keyof Value]-?: Check };

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const one =
  (...allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const object =
  <Value>(shape: Shape<Value>): Check =>
  (value) =>
    isObject(value) && wrongField(value, shape) === undefined;

const isResults = listOf(orNull(isNumber));
/** The name of a file in the session's own folder: no path out of it. */
const isPlainName: Check = (value) => typeof value === 'string' && /^[\w-]+(\.[\w-]+)*$/.test(value);
const edgeTimes = { startUs: isNumber, endUs: isNumber };
const isEdges: Check = (value) =>
  object<Extract<WindowEdges, { clock: 'instrument' }>>({ clock: one('instrument'), ...edgeTimes })(value) ||
  object<Extract<WindowEdges, { clock: 'manager' }>>({
    clock: one('manager'),
    ...edgeTimes,
    startArrivedUs: isNumber,
    endArrivedUs: isNumber,
  })(value);
const isMode = one('performance', 'accuracy', 'energy');

/** What each kind of event must hold. */
const shapes: { readonly [Type in JournalEvent['type']]: Shape<Omit<EventOf<Type>, 'type'>> } = {
  session: {
    format: one(1),
    id: isText,
    startedAt: isText,
    program: object({ name: one('boardbench'), version: isText }),
    host: object({ platform: isText, release: isText, node: isText }),
    mode: isMode,
    runModes: listOf(isMode),
    previousSession: orNull(object({ mode: isMode, hash: isText })),
    device: isText,
    workload: object<EventOf<'session'>['workload']>({
      name: isText,
      inputBytes: isCount,
      classes: isCount,
      classNames: listOf(isText),
      metric: one('top1', 'auc'),
      qualityTarget: isNumber,
    }),
    dataset: object<EventOf<'session'>['dataset']>({
      directory: isText,
      kind: one('official', 'demonstration', 'own'),
      labelsSha256: isText,
      inputsSha256: isText,
      samples: isCount,
    }),
    options: object<EventOf<'session'>['options']>({
      windows: isCount,
      minSeconds: isNumber,
      limit: orNull(isCount),
      burst: (value) => value === 'auto' || isCount(value),
      verifyLoads: isFlag,
      baud: orNull(isNumber),
      energy: maybe(object<EnergyOptions>({ monitor: isText, ioManager: orNull(isText), voltageV: orNull(isNumber) })),
    }),
  },
  resumed: { at: isText, program: isText, droppedBytes: isCount },
  opened: { device: isText, baud: orNull(isNumber) },
  identity: {
    name: isText,
    profile: isText,
    model: isText,
    capabilities: listOf(isText),
    simulated: isFlag,
    burstDepth: isCount,
  },
  sent: { text: isText },
  payload: { input: isText, bytes: isCount, offset: isCount, commands: isCount, depth: isCount, sha256: isText },
  received: { lines: listOf(isText) },
  fault: { fault: isText, detail: isText, depth: isCount, isNoisy: isFlag },
  window: {
    index: isCount,
    use: one('counted', 'calibration', 'rejected'),
    why: orNull(isText),
    input: isText,
    label: isNumber,
    warmups: isCount,
    iterations: isCount,
    startLapUs: isNumber,
    endLapUs: isNumber,
    elapsedUs: isNumber,
    hostElapsedUs: isNumber,
    results: isResults,
  },
  sample: {
    index: isCount,
    file: isText,
    label: isNumber,
    segment: isCount,
    segments: isCount,
    startLapUs: isNumber,
    endLapUs: isNumber,
    elapsedUs: isNumber,
    results: isResults,
    verified: isFlag,
  },
  monitor: {
    url: isText,
    kind: isText,
    name: isText,
    simulated: isFlag,
    hasEdges: isFlag,
    suppliedV: orNull(isNumber),
  },
  manager: { device: isText, name: isText },
  'manager-laps': {
    laps: listOf(object<{ lapUs: number; arrivedUs: number }>({ lapUs: isNumber, arrivedUs: isNumber })),
  },
  'energy-window': {
    index: isCount,
    use: one('counted', 'calibration', 'rejected'),
    why: orNull(isText),
    input: isText,
    label: isNumber,
    warmups: isCount,
    iterations: isCount,
    edges: orNull(isEdges),
    elapsedUs: isNumber,
    hostElapsedUs: orNull(isNumber),
    lapElapsedUs: orNull(isNumber),
    managerElapsedUs: orNull(isNumber),
    results: isResults,
    recording: orNull(
      object<RecordingFile>({
        file: isPlainName,
        bytes: isCount,
        sha256: isText,
        samples: isCount,
        lostSamples: isCount,
      }),
    ),
  },
  note: { level: one('info', 'warning'), text: isText },
  finished: {},
  stopped: { code: isText, message: isText },
};

/**
 * What keeps a value from being a journal event, or undefined where it is one. Further fields are allowed: a later
 * program may add some.
 */
export function eventProblem(value: unknown): string | undefined {
  if (!isObject(value)) return 'the line is no JSON object';
  const { type } = value;
  if (typeof type !== 'string' || !isEventType(type)) return `there is no event ${JSON.stringify(type)} in this format`;
  const field = wrongField(value, shapes[type]);
  return field === undefined ? undefined : `the "${field}" of this ${type} event is missing or of the wrong kind`;
}

/** Whether a value is a journal event: see {@link eventProblem}. */
export function isJournalEvent(value: unknown): value is JournalEvent {
  return eventProblem(value) === undefined;
}

/** Whether a value is an object with fields (no array, not null). */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEventType(type: string): type is JournalEvent['type'] {
  return Object.hasOwn(shapes, type);
}

function wrongField(
  value: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, Check>>,
): string | undefined {
  for (const key in shape) if (shape[key]?.(value[key]) !== true) return key;
  return undefined;
}
