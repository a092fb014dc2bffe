import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { publishedSite } from './built-site.ts';
import type { BuiltForTests } from './built-site.ts';
import { describeInChromium, withPage } from './chromium.ts';

/** A picture of a canvas that nothing was drawn on is smaller. */
const bareBytes = 3000;
/** How often a canvas is looked at until it is drawn; each look takes a frame or more. */
const mostLooks = 200;

/** Waits until a chart is drawn: its script is loaded as it comes near, and a busy machine takes its time. */
async function expectDrawn(chart: Locator): Promise<void> {
  const canvas = chart.locator('canvas');
  await chart.scrollIntoViewIfNeeded();
  await canvas.waitFor();
  let bytes = 0;
  for (let look = 0; look < mostLooks && bytes <= bareBytes; look++) bytes = (await canvas.screenshot()).length;
  assert.ok(bytes > bareBytes, `the drawing is bare: ${bytes} bytes`);
}

async function saved(page: Page, button: Locator): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return readFileSync(await download.path());
}

/** The first page of a folder with something in it. */
function pageWith(site: BuiltForTests, folder: string, text: string): string {
  const names = readdirSync(join(site.directory, folder)).sort();
  const found = names.find((name) => readFileSync(join(site.directory, folder, name), 'utf8').includes(text));
  assert.ok(found !== undefined, `no page in ${folder} has ${text}`);
  return `${folder}/${found}`;
}

describeInChromium('charts', () => {
  let site: BuiltForTests;

  before(async () => {
    site = await publishedSite();
  });

  it('are loaded when they come near, follow the filters, and have a table with as many points', async () => {
    await withPage(site.fromDisk, 'index.html', async (page, { requests }) => {
      assert.ok(!requests.some((url) => url.endsWith('charts.js')));
      await page.locator('bb-chart-panel').scrollIntoViewIfNeeded();
      const chart = page.locator('bb-chart').first();
      await chart.locator('canvas').waitFor();
      assert.ok(requests.some((url) => url.endsWith('charts.js')));
      await expectDrawn(chart);
      await chart.locator('summary').click();
      await chart.locator('tbody tr').nth(10).waitFor();
      const points = await chart.locator('tbody tr').count();
      assert.ok(points > 10, `${points} points`);
      await page.locator('button[data-facet="vendor"][data-value="stmicroelectronics"]').click();
      await chart.locator(`tbody tr:nth-child(${points})`).waitFor({ state: 'detached' });
      const fewer = await chart.locator('tbody tr').count();
      assert.ok(fewer > 0 && fewer < points, `${fewer} of ${points} points`);
    });
  });

  it('of another workload are drawn when it is chosen', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      await page.locator('bb-chart-panel').scrollIntoViewIfNeeded();
      await page.locator('button[data-chart-workload="ic"]').click();
      await page.locator('bb-chart figcaption', { hasText: 'Image classification: energy and latency' }).waitFor();
    });
  });

  it('can be kept as a picture and as figures', async () => {
    await withPage(
      site.fromDisk,
      'index.html',
      async (page) => {
        await page.locator('bb-chart-panel').scrollIntoViewIfNeeded();
        const chart = page.locator('bb-chart').first();
        await chart.locator('canvas').waitFor();
        const picture = await saved(page, chart.getByRole('button', { name: /Picture/ }));
        assert.equal(picture.subarray(1, 4).toString('latin1'), 'PNG');
        assert.ok(picture.length > 5000, `${picture.length} bytes`);
        const figures = await saved(page, chart.getByRole('button', { name: /Figures/ }));
        assert.match(figures.toString('utf8'), /^Result,Round,Latency \(ms\),Energy \(µJ\),On the Pareto front\r\n/);
      },
      { acceptDownloads: true },
    );
  });

  it('show the windows and the power of a result', async () => {
    await withPage(site.fromDisk, pageWith(site, 'results', '&quot;kind&quot;:&quot;trace&quot;'), async (page) => {
      const charts = page.locator('bb-chart');
      assert.equal(await charts.count(), 3);
      for (const chart of await charts.all()) await expectDrawn(chart);
      await charts.nth(2).locator('summary').click();
      const rows = charts.nth(2).locator('tbody tr');
      await rows.nth(50).waitFor();
      assert.ok((await rows.count()) > 50);
    });
  });

  it("show a system's profile and its trend over the rounds", async () => {
    await withPage(site.served, pageWith(site, 'systems', '&quot;kind&quot;:&quot;lines&quot;'), async (page) => {
      const charts = page.locator('bb-chart');
      await charts.first().scrollIntoViewIfNeeded();
      await charts.first().locator('canvas').waitFor();
      const titles = await charts.locator('figcaption strong').allTextContents();
      assert.ok(titles.includes('Throughput over the rounds') && titles.includes('Profile over the workloads'));
    });
  });

  it('are not needed: without scripts a result says the same', async () => {
    const path = pageWith(site, 'results', '&quot;kind&quot;:&quot;trace&quot;');
    await withPage(
      site.fromDisk,
      path,
      async (page) => {
        assert.ok((await page.locator('table tbody tr').count()) > 10);
        await page.goto(`${site.fromDisk}index.html`);
        assert.match(await page.locator('main').innerText(), /all \d+ systems/);
      },
      { javaScriptEnabled: false },
    );
  });
});
