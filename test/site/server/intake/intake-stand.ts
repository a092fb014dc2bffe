import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import type { Clock } from '../../../../harness/clock.ts';
import type { Checker, CheckRequest } from '../../../../site/server/checking/checker.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { Intake } from '../../../../site/server/intake/intake.ts';
import { People } from '../../../../site/server/intake/people.ts';
import type { Person, Role } from '../../../../site/server/intake/person.ts';
import type { CheckedSummary, CheckOutcome, IntakeSubmission } from '../../../../site/server/intake/submission.ts';
import { openJobQueue } from '../../../../site/server/queue/boss-queue.ts';
import { CheckRunner } from '../../../../site/server/queue/check-runner.ts';
import type { JobQueue } from '../../../../site/server/queue/job-queue.ts';
import { reportAlive } from '../../../../site/server/records/runners.ts';

/** What a check may be told to come to. */
export function checkedAs(summary: Partial<CheckedSummary> = {}): CheckOutcome {
  return {
    kind: 'checked',
    summary: {
      round: 'v1.3',
      results: 2,
      verdicts: { valid: 2, invalid: 0, unverifiable: 0 },
      findings: { error: 0, warning: 1, info: 2 },
      systems: ['NUCLEO'],
      program: 'test',
      seconds: 1,
      ...summary,
    },
  };
}

export const unreadable: CheckOutcome = {
  kind: 'unreadable',
  error: { code: 'archive.unreadable', message: 'It is no archive', remedy: 'Send one.' },
};

export const failedCheck: CheckOutcome = {
  kind: 'failed',
  error: { code: 'worker.time', message: 'It took too long', remedy: 'Make it smaller.' },
};

/** A checker without checks: what it comes to is said by the test. */
export function fakeChecker(
  check: (request: CheckRequest, signal: AbortSignal | undefined) => CheckOutcome | Promise<CheckOutcome>,
): Checker {
  return {
    check: async (request, options) => check(request, options?.signal),
    close: () => Promise.resolve(),
  };
}

/** An intake on a database, with people and uploads, whose checks are done when the test says so. */
export class IntakeStand {
  readonly database: Database;
  readonly files: IntakeFiles;
  #queue: JobQueue;
  readonly intake: Intake;
  readonly people: People;
  readonly errors: Error[];
  readonly #clock: Clock;
  readonly #directory: string;
  readonly #tokens = new Map<string, Person>();
  #outcome: CheckOutcome = checkedAs();
  readonly #runner: CheckRunner;

  static async open(database: Database, clock: Clock = systemClock): Promise<IntakeStand> {
    const directory = await mkdtemp(join(tmpdir(), 'intake-'));
    const files = new IntakeFiles(directory);
    await files.prepare();
    const errors: Error[] = [];
    const queue = await openQueue(database, errors);
    return new IntakeStand(database, files, queue, errors, directory, clock);
  }

  private constructor(
    database: Database,
    files: IntakeFiles,
    queue: JobQueue,
    errors: Error[],
    directory: string,
    clock: Clock,
  ) {
    this.database = database;
    this.files = files;
    this.#queue = queue;
    this.errors = errors;
    this.#directory = directory;
    this.#clock = clock;
    this.intake = new Intake({
      ...{ database, files, clock },
      queue: {
        sendCheck: (transaction, submission) => this.#queue.sendCheck(transaction, submission),
        sendPublish: (transaction, at) => this.#queue.sendPublish(transaction, at),
        wake: () => {
          this.#queue.wake();
        },
      },
    });
    this.people = new People(database, clock);
    this.#runner = this.runner(
      'stand',
      fakeChecker(() => this.#outcome),
    );
  }

  get queue(): JobQueue {
    return this.#queue;
  }

  /** Forgets all jobs and processes, and opens the queue anew. */
  async renewQueue(): Promise<void> {
    await this.#queue.stop();
    await this.database.query('delete from pgboss.job');
    await this.database.query('delete from runners');
    await this.database.query(
      `update submissions set state = 'failed', runner = null where state in ('queued', 'checking')`,
    );
    this.#queue = await openQueue(this.database, this.errors);
  }

  runner(id: string, checker: Checker): CheckRunner {
    return new CheckRunner(id, {
      ...{ database: this.database, files: this.files, queue: this.queue, changes: this.intake.changes },
      ...{ checker, clock: this.#clock, onError: (error: Error) => this.errors.push(error) },
    });
  }

  /** The same each time. */
  async person(role: Role, organisation = 'acme'): Promise<Person> {
    const name = `${role}@${organisation}`;
    const known = this.#tokens.get(name);
    if (known !== undefined) return known;
    const { token } = await this.people.create(null, { role, organisation, label: name, expiresAt: null });
    const person = await this.people.person(token);
    this.#tokens.set(name, person);
    return person;
  }

  async receive(
    by: Person,
    wanted: Partial<{ fileName: string; supersedes: string | null; embargoUntil: Date | null }> = {},
  ): Promise<IntakeSubmission> {
    const path = this.files.newUpload();
    const content = `an archive of ${by.organisation}`;
    await writeFile(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { fileName = 'results.zip', supersedes = null, embargoUntil = null } = wanted;
    const upload = { path, fileName, bytes: content.length, sha256 };
    return this.intake.receive(by, upload, { round: null, supersedes, embargoUntil });
  }

  /** Begins the check of one that waits; its job stays in the queue. */
  async begin(id: string, runner: CheckRunner = this.#runner): Promise<boolean> {
    return (await this.database.transaction((transaction) => runner.take(transaction, id))) === 'begun';
  }

  /** Has one that waits checked, with an outcome. */
  async check(id: string, outcome: CheckOutcome = checkedAs()): Promise<void> {
    this.#outcome = outcome;
    await reportAlive(this.database, { id: this.#runner.id, host: 'here', pid: 1 });
    await this.begin(id);
    await this.#runner.run(id);
  }

  /** Ends what {@link check} would have ended, when the test began it itself. */
  async endCheck(id: string, outcome: CheckOutcome = checkedAs()): Promise<void> {
    this.#outcome = outcome;
    await this.#runner.run(id);
  }

  async receiveChecked(by: Person, outcome: CheckOutcome = checkedAs()): Promise<IntakeSubmission> {
    const { id } = await this.receive(by);
    await this.check(id, outcome);
    return this.intake.get(by, id);
  }

  async close(): Promise<void> {
    await this.queue.stop();
    await this.database.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function openQueue(database: Database, errors: Error[]): Promise<JobQueue> {
  return openJobQueue(database, { clock: systemClock, onError: (error) => errors.push(error) });
}
