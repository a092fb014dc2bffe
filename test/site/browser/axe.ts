import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** The script that has to be evaluated in a page before `violations`. */
export const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** What axe finds wrong with a page as it is now, in words. */
export async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"], preload: false }).then(({ violations }) => JSON.stringify(violations))',
  );
  return (JSON.parse(String(found)) as Violation[]).map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.length}, such as ${nodes[0]?.target.join(' ') ?? ''}: ${nodes[0]?.failureSummary ?? ''})`,
  );
}
