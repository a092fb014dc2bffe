import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hostileSite, publishedSite } from './built-site.ts';
import type { BuiltForTests } from './built-site.ts';
import { describeInChromium, withPage } from './chromium.ts';

/** Whether there are marks in a text that turn its direction, or control a terminal. */
function steers(text: string): boolean {
  return /[\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n\t]/u.test(text);
}

describeInChromium('hostile results', () => {
  let site: BuiltForTests;

  before(async () => {
    site = await hostileSite();
  });

  it('are shown as text in the table, and do nothing', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      const rows = page.locator('tr[data-row]');
      await rows.first().waitFor();
      assert.equal(await page.evaluate('window.broken'), undefined);
      const text = await rows.allInnerTexts();
      assert.ok(
        text.some((row) => row.includes('<script>')),
        text.join('\n').slice(0, 500),
      );
      assert.equal(await page.locator('table.results script, table.results img, table.results style').count(), 0);
      assert.ok(!steers(text.join('')));
      await page.locator('bb-chart-panel').scrollIntoViewIfNeeded();
      await page.locator('bb-chart-panel button').first().waitFor();
      const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
      assert.ok(width <= 1280, `the page is ${width} pixels wide`);
    });
  });

  it('are shown as text on pages of their own, and do nothing', async () => {
    await withPage(site.served, 'systems/index.html', async (page) => {
      for (const folder of ['results', 'systems']) {
        for (const name of readdirSync(join(site.directory, folder))) {
          await page.goto(`${site.served}${folder}/${name}`);
          assert.equal(await page.evaluate('window.broken'), undefined);
          const text = await page.locator('main').innerText();
          assert.ok(!steers(text), name);
          assert.ok(text.length < 60_000, `${name} has ${text.length} characters`);
          const foreign = 'main script, main img:not([src^="../badges/"]), main style, a[href^="javascript:"]';
          assert.equal(await page.locator(foreign).count(), 0);
        }
      }
    });
  });

  it('are shown as text in badges, and do nothing', async () => {
    await withPage(site.served, 'systems/index.html', async (page) => {
      // A picture that is opened by itself names no icon, and the browser looks for one.
      await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
      for (const name of readdirSync(join(site.directory, 'badges'))) {
        await page.goto(`${site.served}badges/${name}`);
        assert.equal(await page.evaluate('window.broken'), undefined);
        assert.equal(await page.locator('parsererror, script, img, style, [onload], [onerror]').count(), 0);
        assert.ok(!steers(await page.locator('svg > title').innerHTML()), name);
      }
    });
  });
});

describeInChromium('the policy of the pages', () => {
  let site: BuiltForTests;

  before(async () => {
    site = await publishedSite();
  });

  it('forbids scripts that stand in the page, from disk and from a server', async () => {
    for (const base of [site.fromDisk, site.served]) {
      await withPage(base, 'index.html', async (page, { problems }) => {
        await page.evaluate(
          'document.body.append(Object.assign(document.createElement("script"), { textContent: "window.broken = 1" }))',
        );
        assert.equal(await page.evaluate('window.broken'), undefined);
        const said = problems.splice(0);
        assert.ok(
          said.some((problem) => problem.includes('Content Security Policy')),
          said.join('\n'),
        );
      });
    }
  });
});
