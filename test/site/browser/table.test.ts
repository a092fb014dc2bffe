import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { publishedSite } from './built-site.ts';
import type { BuiltForTests } from './built-site.ts';
import { describeInChromium, withPage } from './chromium.ts';

/** The texts of a column's cells, by the class that the column has. */
async function column(page: Page, name: string): Promise<string[]> {
  const texts = await page.locator(`table.results tbody .${name}`).allInnerTexts();
  return texts.map((text) => text.trim());
}

/** Ids of the rows, from the top. */
async function rowIds(page: Page): Promise<string[]> {
  const rows = await page.locator('tr[data-row]').all();
  return Promise.all(rows.map(async (row) => (await row.getAttribute('data-row')) ?? ''));
}

interface ShownFigure {
  /** Of the cell: `valid`, `invalid`, `missing` … */
  readonly cell: string;
  /** In the unit that is shown; null where there is none. */
  readonly value: number | null;
}

/** The figures of the first workload from the top. */
async function figures(page: Page): Promise<ShownFigure[]> {
  const cells = await page.locator('tr[data-row] .col-system ~ .col-workload:nth-child(1 of .col-workload)').all();
  return Promise.all(
    cells.map(async (cell) => {
      const text = (await cell.locator('.value').allTextContents()).join('').trim().replaceAll('\u2009', '');
      const number = /^[\d.]+/.exec(text)?.[0];
      return { cell: (await cell.getAttribute('class')) ?? '', value: number === undefined ? null : Number(number) };
    }),
  );
}

async function rowCount(page: Page): Promise<string> {
  return page.locator('.row-count').innerText();
}

describeInChromium('the table of results', () => {
  let site: BuiltForTests;

  before(async () => {
    site = await publishedSite();
  });

  it('opens from disk, with a row for each system and a column for each workload', async () => {
    await withPage(site.fromDisk, 'index.html', async (page, { requests }) => {
      assert.match(await rowCount(page), /^\d+ systems$/);
      assert.equal(await page.locator('tr[data-row]').count(), Number.parseInt(await rowCount(page), 10));
      const heads = await page.locator('table.results thead th').allInnerTexts();
      for (const title of ['System', 'Keyword spotting', 'Anomaly detection']) {
        assert.ok(
          heads.some((head) => head.replaceAll(/\s+/g, ' ').includes(title)),
          title,
        );
      }
      assert.ok(requests.length >= 4 && !requests.some((url) => url.includes('charts.js')), requests.join(' '));
    });
  });

  it('is the same from a server', async () => {
    const texts: string[] = [];
    for (const base of [site.fromDisk, site.served]) {
      await withPage(base, base === site.served ? '' : 'index.html', async (page) => {
        texts.push(await page.locator('table.results').innerText());
      });
    }
    assert.ok((texts[0] ?? '').length > 1000);
    assert.equal(texts[0], texts[1]);
  });

  it('filters by toggle buttons, and back shows all again', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      const all = await rowCount(page);
      const button = page.locator('button[data-facet="vendor"]').first();
      const vendor = await button.locator('.choice-label').innerText();
      const wanted = Number(await button.locator('.count').innerText());
      await button.click();
      assert.equal(await button.getAttribute('aria-pressed'), 'true');
      assert.equal(await page.locator('tr[data-row]').count(), wanted);
      const texts = await page.locator('tr[data-row]').allTextContents();
      assert.ok(texts.every((text) => text.includes(vendor)));
      await page.goBack();
      assert.equal(await rowCount(page), all);
      assert.equal(await button.getAttribute('aria-pressed'), 'false');
      await page.goForward();
      assert.equal(await page.locator('tr[data-row]').count(), wanted);
    });
  });

  it('finds rows by text, and says so where there are none', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      await page.getByRole('searchbox').fill('plumerai');
      await page.locator('.row-count', { hasText: / of / }).waitFor();
      const texts = await page.locator('tr[data-row]').allTextContents();
      assert.ok(texts.length > 0 && texts.every((text) => text.toLowerCase().includes('plumerai')));
      await page.getByRole('searchbox').fill('no such board anywhere');
      assert.match(await page.locator('.empty').first().innerText(), /No system/);
    });
  });

  it('sorts by a workload in both directions, with what is missing at the end', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      const head = page.locator('th:has(> button[data-sort="kws"])');
      for (const direction of ['ascending', 'descending'] as const) {
        await head.getByRole('button').click();
        assert.equal(await head.getAttribute('aria-sort'), direction);
        assert.equal(await page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count(), 1);
        const shown = await figures(page);
        const known = shown.flatMap(({ value, cell }) => (value === null || cell.includes('invalid') ? [] : [value]));
        assert.ok(known.length > 20, `${known.length} figures`);
        const sign = direction === 'ascending' ? 1 : -1;
        assert.deepEqual(
          known,
          [...known].sort((a, b) => sign * (a - b)),
        );
        assert.equal(shown.at(-1)?.value, null, 'a system without this workload is not at the end');
      }
    });
  });

  it('keeps the whole view in the link', async () => {
    const texts: string[] = [];
    let link = '';
    await withPage(site.fromDisk, 'index.html', async (page) => {
      await page.locator('button[data-metric="energy"]').click();
      await page.locator('button[data-facet="division"][data-value="closed"]').click();
      await page.locator('button[data-facet="round"]').first().click();
      await page.locator('button[data-sort="vww"]').click();
      await page.locator('tr[data-row] button.pin').nth(1).click();
      await page.locator('tr[data-row] input[type="checkbox"]').nth(0).check();
      await page.locator('tr[data-row] input[type="checkbox"]').nth(2).check();
      link = page.url();
      texts.push(await page.locator('table.results').innerText(), (await rowIds(page)).join(' '));
    });
    assert.ok(link.includes('#') && link.length < 400, link);
    await withPage(site.fromDisk, `index.html${link.slice(link.indexOf('#'))}`, async (page) => {
      texts.push(await page.locator('table.results').innerText(), (await rowIds(page)).join(' '));
      assert.equal(await page.locator('tr[data-row] input[type="checkbox"]:checked').count(), 2);
      assert.equal(page.url(), link);
    });
    assert.equal(texts[0], texts[2]);
    assert.equal(texts[1], texts[3]);
  });

  it('ignores what it does not know in a link', async () => {
    const junk =
      '#metric=speed&vendor=%3Cscript%3E,nobody&sort=%00&selected=zzz,%E0%A4%A&baseline=1&show=comparison&x=1';
    await withPage(site.fromDisk, `index.html${junk}`, async (page) => {
      assert.match(await rowCount(page), /^\d+ systems$/);
      assert.equal(
        await page.locator('button[data-metric][aria-pressed="true"]').getAttribute('data-metric'),
        'latency',
      );
    });
  });

  it('shows other figures with another metric', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      const units = async (): Promise<string> =>
        (await page.locator('table.results thead .unit').allInnerTexts()).join(' ');
      const before = await units();
      for (const metric of ['throughput', 'energy', 'accuracy']) {
        await page.locator(`button[data-metric="${metric}"]`).click();
        assert.notEqual(await units(), before, metric);
      }
      await page.goBack();
      assert.equal(await page.locator('button[data-metric="energy"]').getAttribute('aria-pressed'), 'true');
    });
  });

  it('greys invalid results and never calls them the best, unless asked to', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      assert.ok((await page.locator('td.col-workload.invalid').count()) > 0);
      assert.equal(await page.locator('td.col-workload.invalid .best').count(), 0);
      assert.ok((await page.locator('td.col-workload.valid .best').count()) > 0);
    });
  });

  it('says behind a badge what was found', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      await page.locator('button.flag').first().click();
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      assert.ok((await dialog.locator('li').count()) > 0);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    });
  });

  it('gives what is in view as CSV and JSON', async () => {
    await withPage(
      site.fromDisk,
      'index.html#vendor=plumerai',
      async (page) => {
        const rows = await page.locator('tr[data-row]').count();
        for (const [name, check] of [
          [
            'Save view as CSV',
            (text: string) =>
              new Set(
                text
                  .trim()
                  .split('\r\n')
                  .slice(1)
                  .map((line) => line.split(',')[0]),
              ).size,
          ],
          ['JSON', (text: string) => (JSON.parse(text) as { rows: unknown[] }).rows.length],
        ] as const) {
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.locator('.take').getByRole('button', { name }).click(),
          ]);
          assert.equal(check(readFileSync(await download.path(), 'utf8')), rows, name);
        }
      },
      { acceptDownloads: true },
    );
  });

  it('selects systems and lays them side by side', async () => {
    await withPage(site.fromDisk, 'index.html#vendor=syntiant', async (page) => {
      const boxes = page.locator('tr[data-row] input[type="checkbox"]');
      await boxes.nth(0).check();
      assert.ok(await page.locator('.selection button.compare').isDisabled());
      // The second has only results of another workload.
      await boxes.nth(2).check();
      await page.locator('.selection button.compare').click();
      const names = await column(page, 'col-system .name');
      const comparison = page.locator('section.comparison');
      await comparison.waitFor();
      const text = await comparison.innerText();
      assert.ok(text.includes(names[0] ?? '-') && text.includes(names[2] ?? '-'), text.slice(0, 300));
      assert.match(text, /\d\.\d+\s?×|×\s?\d\.\d+/);
      assert.match(text, /\(\d\.\d+–\d\.\d+\)/, 'no interval');
      await page.goBack();
      await comparison.waitFor({ state: 'detached' });
    });
  });
});
