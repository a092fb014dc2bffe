import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSite } from '../../../site/build.ts';
import { serveSite } from '../../../site/serve.ts';
import { publishedResults } from '../../../submissions/published/build-published.ts';
import type { ResultRecord, ResultsFile } from '../../../submissions/results-file/results-file.ts';

/** A site that was built for tests, as files and as a server; both addresses end with a slash. */
export interface BuiltForTests {
  readonly directory: string;
  readonly fromDisk: string;
  readonly served: string;
}

interface Kept extends BuiltForTests {
  close(): Promise<void>;
}

const kept = new Map<string, Promise<Kept>>();

// Where files are tested in several processes this is the end of one file: the next builds its own.
after(async () => {
  const sites = [...kept.values()];
  kept.clear();
  for (const site of sites) await (await site).close();
});

/** The published results, read once a call so that tests may change them. */
export function publishedFile(): ResultsFile {
  return JSON.parse(readFileSync(publishedResults, 'utf8')) as ResultsFile;
}

/** The leaderboard of the published rounds. */
export function publishedSite(): Promise<BuiltForTests> {
  return siteOf('published', publishedFile);
}

/** A leaderboard whose every text tries to break out, or is far too long. */
export function hostileSite(): Promise<BuiltForTests> {
  return siteOf('hostile', () => {
    const file = publishedFile();
    const [first, ...others] = file.results.slice(0, 6).map((record, index) => hostile(record, index));
    if (first === undefined) throw new Error('there are no published results');
    return { ...file, results: [first, ...others] };
  });
}

/** Each of these would set `window.broken` if it were taken for more than text. */
export const hostileTexts = [
  '<script>window.broken = 1</script>',
  '"><img src=x onerror="window.broken = 1">',
  "</script><script>window.broken = 1</script>'",
  '\u202eevil\u0000\u001b[31m\u2066 ${window.broken = 1}',
  `javascript:window.broken=1 ${'long'.repeat(200_000)}`,
  '<svg onload=window.broken=1><style>*{display:none}</style>-->',
] as const;

function hostile(record: ResultRecord, index: number): ResultRecord {
  const text = hostileTexts[index % hostileTexts.length] ?? '';
  const { system, findings, evidence } = record;
  return {
    ...record,
    submitter: text,
    variant: text,
    system: { ...system, name: text, board: text, processor: text, framework: text, compiler: text, libraries: text },
    model: { ...record.model, name: text },
    device: { name: text, profile: text },
    findings: findings.map((finding) => ({ ...finding, message: text, file: text, expected: text, found: text })),
    evidence: evidence.map((file) => ({ ...file, file: text })),
    performance:
      record.performance === null
        ? null
        : { ...record.performance, windows: record.performance.windows.map((w) => ({ ...w, input: text })) },
  };
}

async function siteOf(name: string, make: () => ResultsFile): Promise<BuiltForTests> {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const building = build(make());
  kept.set(name, building);
  return building;
}

async function build(file: ResultsFile): Promise<Kept> {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-site-'));
  // Below a folder whose name must be written otherwise in an address.
  const directory = join(folder, 'a site & more');
  await buildSite(file, directory);
  const server = await serveSite(directory, 0);
  return {
    directory,
    fromDisk: `${pathToFileURL(directory).href}/`,
    served: server.address,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
