import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { IntervalHistogram } from 'node:perf_hooks';
import { programVersion } from '../../../harness/program.ts';
import { submissionStates } from '../intake/submission.ts';
import type { SubmissionState } from '../intake/submission.ts';
import { Registry } from './registry.ts';

const requestSecondsBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
const checkSecondsBounds = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** What is looked up when somebody asks for the metrics; null where the database does not answer. */
export interface Observed {
  readonly submissions: Readonly<Partial<Record<SubmissionState, number>>> | null;
  readonly queue: { readonly waiting: number; readonly active: number } | null;
  readonly publishedResults: number;
}

/** What the intake server counts of itself, from when its process began. */
export class Metrics {
  readonly #registry = new Registry();
  /** `route` is the pattern (`/api/submissions/:id`), never an address; `method` one that has a route, else `other`. */
  readonly requests = this.#registry.counter('boardbench_http_requests_total', 'Requests that were answered.', [
    'method',
    'route',
    'status',
  ]);
  readonly requestSeconds = this.#registry.histogram(
    'boardbench_http_request_seconds',
    'From a request to the end of its answer.',
    requestSecondsBounds,
    ['method', 'route'],
  );
  readonly uploads = this.#registry.counter('boardbench_uploads_total', 'Archives that were received whole.');
  readonly uploadBytes = this.#registry.counter('boardbench_upload_bytes_total', 'Bytes of archives received whole.');
  /** `outcome` is the kind of a CheckOutcome. */
  readonly checks = this.#registry.counter('boardbench_checks_total', 'Checks that ended.', ['outcome']);
  readonly checkSeconds = this.#registry.histogram(
    'boardbench_check_seconds',
    'How long checks took.',
    checkSecondsBounds,
  );
  readonly workerDeaths = this.#registry.counter(
    'boardbench_worker_deaths_total',
    'Worker processes that died or were ended, by the code of the error.',
    ['code'],
  );
  /** `outcome` is `done` or `failed`. */
  readonly publications = this.#registry.counter('boardbench_publications_total', 'Times the site was published.', [
    'outcome',
  ]);
  readonly publicationSeconds = this.#registry.histogram(
    'boardbench_publication_seconds',
    'How long publishing the site took.',
    checkSecondsBounds,
  );
  readonly unreadableResults = this.#registry.counter(
    'boardbench_unreadable_results_total',
    'Results files that were left out of a publication because they could not be read.',
  );
  readonly #submissions = this.#registry.gauge('boardbench_submissions', 'Submissions by their state.', ['state']);
  readonly #queue = this.#registry.gauge('boardbench_queue_jobs', 'Jobs in the queue.', ['state']);
  readonly #published = this.#registry.gauge('boardbench_published_results', 'Results on the leaderboard.');
  readonly #databaseUp = this.#registry.gauge('boardbench_database_up', 'Whether the database answers.');
  readonly #process = processGauges(this.#registry);
  readonly #loopDelay: IntervalHistogram;

  constructor() {
    this.#registry.gauge('boardbench_info', 'Which version runs.', ['version']).set({ version: programVersion }, 1);
    this.#loopDelay = monitorEventLoopDelay({ resolution: 20 });
    this.#loopDelay.enable();
  }

  /** All of it in the text format of Prometheus. */
  text({ submissions, queue, publishedResults }: Observed): string {
    this.#databaseUp.set({}, submissions === null ? 0 : 1);
    if (submissions !== null) {
      for (const state of submissionStates) this.#submissions.set({ state }, submissions[state] ?? 0);
    }
    if (queue !== null) {
      this.#queue.set({ state: 'waiting' }, queue.waiting);
      this.#queue.set({ state: 'active' }, queue.active);
    }
    this.#published.set({}, publishedResults);
    this.#process(this.#loopDelay);
    this.#loopDelay.reset();
    return this.#registry.text();
  }

  /** Ends what it measures all the time. */
  close(): void {
    this.#loopDelay.disable();
  }
}

function processGauges(registry: Registry): (loopDelay: IntervalHistogram) => void {
  const memory = registry.gauge('process_resident_memory_bytes', 'Memory of the process.');
  const heap = registry.gauge('nodejs_heap_used_bytes', 'Memory in use by objects.');
  const cpu = registry.counter('process_cpu_seconds_total', 'Processor time of the process.');
  const uptime = registry.gauge('process_uptime_seconds', 'How long the process runs.');
  const lag = registry.gauge(
    'nodejs_eventloop_lag_seconds',
    'How late timers were since the metrics were last asked for.',
    ['quantile'],
  );
  let cpuSeconds = 0;
  return (loopDelay) => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    memory.set({}, rss);
    heap.set({}, heapUsed);
    cpu.add({}, (user + system) / 1e6 - cpuSeconds);
    cpuSeconds = (user + system) / 1e6;
    uptime.set({}, process.uptime());
    // It measures the whole interval of its own timer; nothing was measured where nobody waited.
    const late = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
    lag.set({ quantile: '0.5' }, late(loopDelay.percentile(50)));
    lag.set({ quantile: '0.99' }, late(loopDelay.percentile(99)));
    lag.set({ quantile: '1' }, late(loopDelay.max));
  };
}
