import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

const executable = process.env['BOARDBENCH_CHROMIUM'] ?? '/usr/bin/chromium';

/** Nothing of the browser's own goes to the network; it runs in containers too. */
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
];

/** A page must show what it has to within this. */
const patienceMs = 10_000;

/** One for all tests, started when the first wants it; its folder of user data is new and removed again. */
let browser: Promise<Browser> | undefined;

// Where files are tested in several processes this is the end of one file: the next starts another.
after(async () => {
  const started = browser;
  browser = undefined;
  await (await started)?.close();
});

/** A `describe` whose tests need a browser; without one they are skipped, and that is said. */
export function describeInChromium(title: string, define: () => void): void {
  if (!existsSync(executable)) {
    console.warn(`SKIPPED: "${title}" needs chromium; there is none at ${executable} (BOARDBENCH_CHROMIUM)`);
    describe.skip(title, () => {
      it('needs chromium');
    });
    return;
  }
  describe(title, function () {
    // The first of them starts the browser, on machines that do other things too.
    this.timeout(60_000);
    define();
  });
}

/** What went wrong on pages, and what they asked for from elsewhere. */
export interface Watch {
  readonly problems: string[];
  readonly requests: string[];
}

export interface PageOptions extends BrowserContextOptions {
  /** Runs in every page before its own scripts do. */
  readonly script?: string;
}

/**
 * Opens a page of a site in a context of its own, and closes it after `use`. Whatever the page reports as an error, and
 * every request that leaves the site, fails the test.
 * @param site the address of the site's folder, with a slash at its end
 */
export async function withPage(
  site: string,
  path: string,
  use: (page: Page, watch: Watch) => Promise<void>,
  { script, ...options }: PageOptions = {},
): Promise<void> {
  browser ??= chromium.launch({ executablePath: executable, args: flags });
  const context = await (
    await browser
  ).newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(patienceMs);
  const watch = watched(context);
  try {
    const page = await context.newPage();
    if (script !== undefined) await page.addInitScript({ content: script });
    await page.goto(`${site}${path}`);
    await use(page, watch);
  } finally {
    await context.close();
  }
  assert.deepEqual(watch.problems, [], 'the page reports errors');
  const elsewhere = watch.requests.filter((url) => !url.startsWith(site) && !/^(blob|data):/.test(url));
  assert.deepEqual(elsewhere, [], 'the page asks for something from elsewhere');
}

function watched(context: BrowserContext): Watch {
  const watch: Watch = { problems: [], requests: [] };
  context.on('request', (request) => watch.requests.push(request.url()));
  context.on('requestfailed', (request) => {
    // A page that is left behind breaks off what it was loading.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') watch.problems.push(`${request.url()} was not there`);
  });
  context.on('weberror', (error) => watch.problems.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') watch.problems.push(message.text());
  });
  context.on('dialog', (dialog) => {
    watch.problems.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return watch;
}
