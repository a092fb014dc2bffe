import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reportPage } from '../../../site/pages/report-page.ts';
import { checkTree } from '../../../submissions/check-tree.ts';
import { judge } from '../../../submissions/judge.ts';
import { memoryTree } from '../../submissions/memory-tree.ts';
import { smallSubmission } from '../../submissions/small-submission.ts';
import { describeInChromium, withPage } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeInChromium('the page of a report', () => {
  let folder = '';

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-report-'));
    const long = 'A_very_long_name_of_a_system_without_a_single_blank_in_it_<b>';
    const files = Object.fromEntries(
      Object.entries(smallSubmission()).map(([path, content]) => [path.replaceAll('/board', `/${long}`), content]),
    );
    const open = { tree: memoryTree(files), isArchive: false, close: () => Promise.resolve() };
    const [judged] = judge([await checkTree(open)]);
    assert.ok(judged);
    writeFileSync(join(folder, 'report.html'), reportPage(judged, '1.2.3'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is readable on a phone and a desk, in both themes, by its own policy', async () => {
    await withPage(`${pathToFileURL(folder).href}/`, 'report.html', async (page) => {
      await page.evaluate(axe);
      for (const width of [375, 1280]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          const found = await page.evaluate(
            'axe.run(document).then(({ violations }) => violations.map(({ id, help }) => id + ": " + help))',
          );
          assert.deepEqual(found, [], `${colorScheme} ${width}`);
          const widest = Number(await page.evaluate('document.documentElement.scrollWidth'));
          assert.ok(widest <= width, `${widest} of ${width} pixels`);
        }
      }
      const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      assert.equal(paper, 'rgb(20, 23, 26)', 'the style counts');
    });
  });
});
