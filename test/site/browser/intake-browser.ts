import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import assert from 'node:assert/strict';
import { systemClock } from '../../../harness/clock.ts';
import { workerChecker } from '../../../site/server/checking/checker.ts';
import type { Role } from '../../../site/server/intake/person.ts';
import { zipOf } from '../../submissions/archives/zip-writer.ts';
import { smallSubmission } from '../../submissions/small-submission.ts';
import { HttpStand } from '../server/http/http-stand.ts';
import { withPage } from './chromium.ts';
import type { PageOptions, Watch } from './chromium.ts';

/** Of one archive. */
export const uploadLimitMb = 1;

let shared: Promise<IntakeBrowser> | undefined;

// Where files are tested in several processes this is the end of one file: the next starts another.
after(async () => {
  const started = shared;
  shared = undefined;
  await (await started)?.close();
});

/** An intake server that really checks, its page, and archives to send. */
export class IntakeBrowser {
  readonly stand: HttpStand;
  readonly #folder: string;

  /** One for all tests of a process. */
  static shared(): Promise<IntakeBrowser> {
    shared ??= IntakeBrowser.#open();
    return shared;
  }

  static async #open(): Promise<IntakeBrowser> {
    const checker = workerChecker({ size: 1, limits: { timeS: 60, memoryMb: 600 }, clock: systemClock });
    const stand = await HttpStand.open({ checker, uploadLimitMb });
    return new IntakeBrowser(stand, await mkdtemp(join(tmpdir(), 'intake-browser-')));
  }

  private constructor(stand: HttpStand, folder: string) {
    this.stand = stand;
    this.#folder = folder;
  }

  get site(): string {
    return this.stand.server.address;
  }

  /** The path of a file that is an archive of these files. */
  async archive(
    name: string,
    files: Readonly<Record<string, string | Uint8Array>> = smallSubmission(),
  ): Promise<string> {
    const path = join(this.#folder, name);
    await writeFile(path, archiveOf(files));
    return path;
  }

  /** Sends an archive without a browser, and gives its id. */
  async submit(token: string, name: string, content = archiveOf(smallSubmission())): Promise<string> {
    const address = `/api/submissions?name=${encodeURIComponent(name)}`;
    const { status, json, text } = await this.stand.ask('POST', address, {
      token,
      body: content,
      type: 'application/zip',
    });
    assert.equal(status, 202, text);
    return String(json['id']);
  }

  /** Opens the page as somebody who has signed in before. */
  async as(
    role: Role,
    organisation: string,
    path: string,
    use: (page: Page, watch: Watch) => Promise<void>,
    options: PageOptions = {},
  ): Promise<void> {
    const token = await this.stand.token(role, organisation);
    const script = `sessionStorage.setItem('boardbench-token', ${JSON.stringify(token)})`;
    await withPage(this.site, `intake/${path}`, use, { script, ...options });
  }

  async close(): Promise<void> {
    await this.stand.close();
    await rm(this.#folder, { recursive: true });
  }
}

export function archiveOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return zipOf(Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) })));
}

export async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Forget the token' }).waitFor();
}

/** Waits until the submission that is shown is in a state. */
export async function shownState(page: Page, state: string): Promise<void> {
  await page.locator(`#state .state-${state}`).waitFor();
}

/** What the server's refusals leave in the console; anything else stays a problem. */
export function expectRefusals(watch: Watch, ...statuses: readonly number[]): void {
  const said = watch.problems.splice(0);
  const others = said.filter((problem) => !statuses.some((status) => problem.includes(`status of ${status}`)));
  assert.deepEqual(others, []);
  assert.equal(said.length > 0, statuses.length > 0, 'nothing was refused');
}

async function hasFocus(locator: Locator): Promise<boolean> {
  return (await locator.and(locator.page().locator(':focus')).count()) === 1;
}

/** Presses Tab until `wanted` has the focus, as someone without a mouse does. */
export async function tabTo(page: Page, wanted: Locator, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    if (await hasFocus(wanted)) return;
  }
  assert.fail(`${String(wanted)} has no focus after ${most} presses of Tab`);
}
