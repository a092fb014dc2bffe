/**
 * How big the leaderboard is and how fast it answers: `npm run bench:site`. The published rounds and some thousand made-up
 * results are built and looked at in chromium (BOARDBENCH_CHROMIUM, else /usr/bin/chromium), served from this machine.
 * Times within the page are the page's own. Without chromium only sizes and building are measured.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { formatTable } from '../../harness/cli/output.ts';
import { buildSite } from '../../site/build.ts';
import { serveSite } from '../../site/serve.ts';
import type { ResultsFile } from '../../submissions/results-file/results-file.ts';
import { mergeResults } from '../../submissions/results-file/merge-results.ts';
import { fileOf, madeResult, manyResults, publishedFile } from '../site/made-results.ts';
import { actions, paintWatch, scrollThrough } from './site-page.ts';
import type { PaintTimes, ScrollTimes } from './site-page.ts';

const manyCount = Number(process.argv[2] ?? 5000);
const loads = 5;
const executable = process.env['BOARDBENCH_CHROMIUM'] ?? '/usr/bin/chromium';
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  ...['--disable-component-update', '--disable-dev-shm-usage'],
];
const viewport = { width: 1280, height: 800 };

/** What a reader loads before the table can be drawn. */
const initialScripts = ['app.js'];
const initialFiles = ['index.html', 'style.css', 'icon.svg', 'data.js', ...initialScripts];

const rows: string[][] = [];

function say(what: string, figure: string, unit: string, target = '', isMet?: boolean): void {
  rows.push([what, figure, unit, target, isMet === undefined ? '' : isMet ? 'yes' : 'NO']);
}

function sayTime(what: string, milliseconds: number, targetMs?: number): void {
  const figure = milliseconds.toFixed(milliseconds < 10 ? 1 : 0);
  if (targetMs === undefined) say(what, figure, 'ms');
  else say(what, figure, 'ms', `≤ ${targetMs}`, milliseconds <= targetMs);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function saySizes(folder: string): void {
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const scripts = initialScripts.reduce((sum, name) => sum + gzipSync(read(name)).length, 0) / 1024;
  const all = initialFiles.reduce((sum, name) => sum + read(name).length, 0) / 1024;
  const zipped = initialFiles.reduce((sum, name) => sum + gzipSync(read(name)).length, 0) / 1024;
  say('published: scripts at first, gzip', scripts.toFixed(1), 'KB', '≤ 70', scripts <= 70);
  say('published: all at first', all.toFixed(1), 'KB', '≤ 250', all <= 250);
  say('published: all at first, gzip', zipped.toFixed(1), 'KB');
  say('charts, when one is near, gzip', (gzipSync(read('charts.js')).length / 1024).toFixed(1), 'KB');
}

async function sayLoading(
  browser: Browser,
  name: string,
  address: string,
  targetsMs: readonly number[],
): Promise<void> {
  const times: PaintTimes[] = [];
  for (let load = 0; load < loads; load++) {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    await page.addInitScript(paintWatch);
    await page.goto(address);
    times.push(await page.evaluate<PaintTimes>('globalThis.benchPainted'));
    await context.close();
  }
  sayTime(`${name}: first table painted`, median(times.map(({ paintedMs }) => paintedMs)), targetsMs[0]);
  sayTime(`${name}: page answers`, median(times.map(({ interactiveMs }) => interactiveMs)), targetsMs[1]);
}

async function sayAnswers(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ viewport });
  await page.goto(address);
  await page.waitForSelector('bb-leaderboard tbody tr');
  for (const { name, script } of actions) {
    const times = await page.evaluate<number[]>(script);
    sayTime(`${manyCount} results: ${name}, median of ${times.length}`, median(times), 50);
    sayTime(`${manyCount} results: ${name}, slowest`, Math.max(...times));
  }
  const { frames, medianMs, slowestMs, late } = await page.evaluate<ScrollTimes>(scrollThrough);
  say(
    `${manyCount} results: a frame of scrolling, median of ${frames}`,
    medianMs.toFixed(1),
    'ms',
    '≤ 17',
    medianMs <= 17.5,
  );
  say(`${manyCount} results: frames later than 50 ms`, String(late), 'frames', '0', late === 0);
  say(`${manyCount} results: slowest frame`, slowestMs.toFixed(0), 'ms');
  await page.close();
}

async function built(file: ResultsFile, folder: string): Promise<number> {
  const start = performance.now();
  await buildSite(file, folder);
  return (performance.now() - start) / 1000;
}

const folder = mkdtempSync(join(tmpdir(), 'boardbench-bench-'));
try {
  const [published, many] = [join(folder, 'published'), join(folder, 'many')];
  say('published: building', (await built(publishedFile(), published)).toFixed(1), 's');
  saySizes(published);
  const seconds = await built(manyResults(manyCount), many);
  say(`${manyCount} results: building`, seconds.toFixed(1), 's', '≤ 10', seconds <= 10);
  const added = mergeResults([manyResults(manyCount), fileOf(madeResult())]);
  const again = await built(added, many);
  say(`${manyCount} results, one added: building anew`, again.toFixed(1), 's');
  if (!existsSync(executable)) console.log(`There is no chromium at ${executable}: nothing is measured in a page.`);
  else {
    const browser = await chromium.launch({ executablePath: executable, args: flags });
    const sites = [await serveSite(published, 0), await serveSite(many, 0)] as const;
    try {
      await sayLoading(browser, 'published', sites[0].address, [500, 1000]);
      await sayLoading(browser, `${manyCount} results`, sites[1].address, []);
      await sayAnswers(browser, sites[1].address);
    } finally {
      await browser.close();
      for (const site of sites) await site.close();
    }
  }
  for (const line of formatTable(['figure', 'measured', 'unit', 'target', 'met'], rows)) console.log(line);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
