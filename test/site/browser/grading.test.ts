import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { classFiles } from '../../../site/grading/class-files.ts';
import { repositoryRoot } from '../../repository-root.ts';
import { hiddenRubric, madeClass } from '../../submissions/grading/outputs/made-class.ts';
import { axe, violations } from './axe.ts';
import { describeInChromium, withPage } from './chromium.ts';

const screenshots = join(repositoryRoot, 'test', 'out', 'screenshots');

const pages = {
  'grading-class': 'class.html',
  'grading-staff': 'staff.html',
  'grading-feedback': 'students/s1005/feedback.html',
  'grading-feedback-broken': 'students/s1004/feedback.html',
  'grading-feedback-absent': 'students/s1013/feedback.html',
} as const;

describeInChromium('the pages of a graded class', () => {
  let folder = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-grading-'));
    mkdirSync(screenshots, { recursive: true });
    for (const { path, content } of classFiles(await madeClass(hiddenRubric()), { key: new Uint8Array(32) })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [name, path] of Object.entries(pages)) {
    it(`are readable on a phone and a desk, in both themes, by their own policy: ${name}`, async () => {
      await withPage(`${pathToFileURL(folder).href}/`, path, async (page) => {
        await page.evaluate(axe);
        for (const width of [375, 1280]) {
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}-${width}.png`), fullPage: true });
            assert.deepEqual(await violations(page), [], `${colorScheme} ${width}`);
            const widest = Number(await page.evaluate('document.documentElement.scrollWidth'));
            assert.ok(widest <= width, `${widest} of ${width} pixels`);
          }
        }
        const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
        assert.equal(paper, 'rgb(20, 23, 26)', 'the style counts');
      });
    });
  }

  it('lead from the staff’s to those of students', async () => {
    await withPage(`${pathToFileURL(folder).href}/`, 'staff.html', async (page) => {
      await page.getByRole('link', { name: 'Søren Kierkegaard' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Søren Kierkegaard' }).waitFor();
    });
  });

  it('draw bars as long as their figures say', async () => {
    await withPage(`${pathToFileURL(folder).href}/`, pages['grading-feedback'], async (page) => {
      const shares = await page.evaluate(
        "[...document.querySelectorAll('.stack')].map((bar) => [...bar.children].reduce((sum, part) => sum + part.getBoundingClientRect().width, 0) / bar.getBoundingClientRect().width)",
      );
      for (const share of shares as number[]) assert.ok(Math.abs(share - 1) < 0.01, String(share));
      assert.equal((shares as number[]).length, 2);
    });
  });
});
