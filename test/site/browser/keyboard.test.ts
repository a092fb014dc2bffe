import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { publishedSite } from './built-site.ts';
import type { BuiltForTests } from './built-site.ts';
import { describeInChromium, withPage } from './chromium.ts';

async function hasFocus(locator: Locator): Promise<boolean> {
  return (await locator.and(locator.page().locator(':focus')).count()) === 1;
}

/** Presses a key until `wanted` has the focus, as someone without a mouse does. */
async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 120): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press(key);
    if (await hasFocus(wanted)) return;
  }
  assert.fail(`${String(wanted)} has no focus after ${most} presses of ${key}`);
}

/** The width of the outline of what has the focus, pixels. */
async function outlineWidth(page: Page): Promise<number> {
  const width = await page.evaluate(
    '(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle === "none" ? "0" : style.outlineWidth; })()',
  );
  return Number.parseFloat(String(width));
}

describeInChromium('the keyboard alone', () => {
  let site: BuiltForTests;

  before(async () => {
    site = await publishedSite();
  });

  it('skips to the content first', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      await page.keyboard.press('Tab');
      assert.match(String(await page.evaluate('document.activeElement.textContent')), /skip|content/i);
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate('document.activeElement.id'), 'main');
    });
  });

  it('filters, sorts, selects, compares and comes back, and always shows where it is', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      const facet = page.locator('button[data-facet="division"][data-value="closed"]');
      await tabTo(page, facet);
      assert.ok((await outlineWidth(page)) >= 2, 'the focus on a filter cannot be seen');
      await page.keyboard.press('Space');
      assert.equal(await facet.getAttribute('aria-pressed'), 'true');

      const sort = page.locator('button[data-sort="kws"]');
      await tabTo(page, sort);
      assert.ok((await outlineWidth(page)) >= 2, 'the focus on a column head cannot be seen');
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('th:has(> button[data-sort="kws"])').getAttribute('aria-sort'), 'ascending');
      assert.ok(await hasFocus(sort), 'sorting loses the focus');

      const boxes = page.locator('tr[data-row] input[type="checkbox"]');
      await tabTo(page, boxes.nth(0));
      await page.keyboard.press('Space');
      await tabTo(page, boxes.nth(1));
      await page.keyboard.press('Space');
      assert.equal(await page.locator('tr[data-row] input:checked').count(), 2);

      const compare = page.locator('.selection button.compare');
      await tabTo(page, compare, 'Shift+Tab', 40);
      await page.keyboard.press('Enter');
      await page.locator('section.comparison').waitFor();
      assert.equal(await page.evaluate('document.activeElement.id'), 'comparison-title');
    });
  });

  it('opens the words behind a badge, and gives the focus back', async () => {
    await withPage(site.fromDisk, 'index.html', async (page) => {
      const flag = page.locator('button.flag').first();
      await flag.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      assert.ok((await dialog.locator(':focus').count()) === 1, 'the focus is not in the note');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.ok(await hasFocus(flag));
    });
  });
});
