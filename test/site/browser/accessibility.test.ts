import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../repository-root.ts';
import { axe, violations } from './axe.ts';
import { publishedSite } from './built-site.ts';
import type { BuiltForTests } from './built-site.ts';
import { describeInChromium, withPage } from './chromium.ts';

const screenshots = join(repositoryRoot, 'test', 'out', 'screenshots');
const widths = [375, 1280] as const;
const schemes = ['light', 'dark'] as const;

/** Scrolls to what is drawn late, and waits until it is. */
async function drawCharts(page: Page): Promise<void> {
  const chart = page.locator('bb-chart').first();
  const panel = page.locator('bb-chart-panel');
  if ((await panel.count()) > 0) await panel.scrollIntoViewIfNeeded();
  else if ((await chart.count()) > 0) await chart.scrollIntoViewIfNeeded();
  else return;
  await page.locator('bb-chart canvas').first().waitFor();
}

/** The parts of the site that look different, each as one page. */
async function kindsOf({ directory }: BuiltForTests): Promise<Map<string, string>> {
  const page = (path: string): string => readFileSync(join(directory, path), 'utf8');
  const largest = (folder: string): string =>
    readdirSync(join(directory, folder))
      .filter((name) => name !== 'index.html')
      .map((name) => [page(join(folder, name)).length, `${folder}/${name}`] as const)
      .reduce((most, one) => (one[0] > most[0] ? one : most))[1];
  const compared = await selectionLink(directory);
  return new Map([
    // Some of the rows: axe looks at each as long as at the first.
    ['table', 'index.html#round=v1.3'],
    ['side-by-side', `index.html#${compared}`],
    ['result', largest('results')],
    ['system', largest('systems')],
    ['systems', 'systems/index.html'],
  ]);
}

/** A view with three systems of a vendor beside each other. */
async function selectionLink(directory: string): Promise<string> {
  const text = readFileSync(join(directory, 'data.js'), 'utf8');
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  const { rows } = JSON.parse(json) as { rows: { id: string; submitter?: string }[] };
  const ids = rows.filter(({ submitter }) => submitter === 'STMicroelectronics').map(({ id }) => id);
  return Promise.resolve(`vendor=stmicroelectronics&selected=${ids.slice(0, 3).join(',')}&show=comparison`);
}

describeInChromium('every kind of page', () => {
  let site: BuiltForTests;
  let kinds: Map<string, string>;

  before(async () => {
    site = await publishedSite();
    kinds = await kindsOf(site);
    mkdirSync(screenshots, { recursive: true });
  });

  for (const kind of ['table', 'side-by-side', 'result', 'system', 'systems']) {
    it(`has no violations that axe finds, in both themes and at both widths: ${kind}`, async () => {
      await withPage(site.fromDisk, kinds.get(kind) ?? '', async (page) => {
        await page.evaluate(axe);
        for (const width of widths) {
          for (const colorScheme of schemes) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
            await page.evaluate('scrollTo(0, 0)');
            const name = `${kind}-${colorScheme}-${width}`;
            await page.screenshot({ path: join(screenshots, `${name}.png`) });
            await drawCharts(page);
            await page.screenshot({ path: join(screenshots, `${name}-charts.png`) });
            assert.deepEqual(await violations(page), [], name);
            const widest = Number(await page.evaluate('document.documentElement.scrollWidth'));
            assert.ok(widest <= width, `${name} is ${widest} pixels wide`);
          }
        }
      });
    });
  }
});
