import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../repository-root.ts';
import { axe, violations } from './axe.ts';
import { describeInChromium, withPage } from './chromium.ts';
import { IntakeBrowser } from './intake-browser.ts';

const screenshots = join(repositoryRoot, 'test', 'out', 'screenshots');
const widths = [375, 1280] as const;
const schemes = ['light', 'dark'] as const;

async function expectAccessible(page: Page, kind: string): Promise<void> {
  await page.evaluate(axe);
  for (const width of widths) {
    for (const colorScheme of schemes) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const name = `intake-${kind}-${colorScheme}-${width}`;
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
      assert.deepEqual(await violations(page), [], name);
      const widest = Number(await page.evaluate('document.documentElement.scrollWidth'));
      assert.ok(widest <= width, `${name} is ${widest} pixels wide`);
    }
  }
}

describeInChromium('every view of the intake page', () => {
  let intake: IntakeBrowser;
  let checked = '';
  let unreadable = '';

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    intake = await IntakeBrowser.shared();
    const token = await intake.stand.token('submitter', 'acme');
    unreadable = await intake.submit(token, 'broken.zip', Buffer.from('no archive'));
    checked = await intake.submit(token, `${'a long name '.repeat(12)}.zip`);
    const reviewer = await intake.stand.token('reviewer', 'lab');
    await intake.stand.until(token, checked, 'checked');
    for (const finding of [null, 0]) {
      await intake.stand.ask('POST', `/api/submissions/${checked}/comments`, {
        token: reviewer,
        body: { finding, text: `What was said\n${'unbroken'.repeat(40)}` },
      });
    }
  });

  it('has no violations that axe finds, in both themes and at both widths: signing in', async () => {
    await withPage(intake.site, 'intake/', async (page) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('This is no token').waitFor();
      await expectAccessible(page, 'sign-in');
    });
  });

  it('has none either, whatever one looks at', async () => {
    await intake.as('administrator', 'acme', '', async (page) => {
      for (const [kind, path, shown] of [
        ['list', '#/submissions', '.submissions .state-unreadable'],
        ['upload', '#/upload', '#supersedes option:nth-child(3)'],
        ['unreadable', `#/submissions/${unreadable}`, '.problem'],
        ['tokens', '#/tokens', 'tr[data-token]'],
        ['audit', '#/audit', 'tr[data-entry]'],
        ['submission', `#/submissions/${checked}`, '.findings .comments'],
      ] as const) {
        await page.goto(`${intake.site}intake/${path}`);
        await page.locator(shown).first().waitFor({ state: 'attached' });
        await expectAccessible(page, kind);
      }
      await page.getByRole('button', { name: 'Accept' }).click();
      await page.locator('dialog[open]').waitFor();
      await expectAccessible(page, 'dialog');
    });
  }).timeout(120_000);
});
