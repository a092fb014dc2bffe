import type { ResultRecord } from '../../submissions/results-file/results-file.ts';
import { figureLine } from '../data/figure-text.ts';
import { plainText } from '../data/plain-text.ts';
import { shownFigures } from '../data/shown-figures.ts';
import { workloadTitle } from '../data/workload-columns.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** Dark enough for white letters on them (contrast at least 4.5). */
const colours = { valid: '#17683a', invalid: '#a82222', unverifiable: '#7a5200', madeUp: '#6a3d9a', label: '#3d444d' };

const figureOrder = ['throughput', 'latencyUs', 'top1', 'auc', 'energyUj', 'falsePositives'] as const;
const figureDigits = 3;
const longestName = 80;

/** What a badge says. */
export interface BadgeWords {
  readonly label: string;
  readonly message: string;
  readonly colour: string;
  /** All of it in a sentence, with whose result it is. */
  readonly sentence: string;
}

/** Path of a result's badge from the site's folder. */
export function badgePath(id: string): string {
  return `badges/${id}.svg`;
}

export function badgeWords(record: ResultRecord): BadgeWords {
  const { benchmark, round, verdict, kind, system, submitter } = record;
  const { figures, claimed } = shownFigures(record);
  const name = figureOrder.find((figure) => figures[figure] !== undefined);
  const value = name === undefined ? undefined : figures[name];
  const words = [
    ...(name === undefined || value === undefined
      ? []
      : [`${name === 'falsePositives' ? 'false positives: ' : ''}${figureLine(name, value, figureDigits)}`]),
    ...(name !== undefined && claimed.includes(name) ? ['only claimed'] : []),
    ...(kind === 'measured' ? [] : [kind]),
    verdict,
  ];
  const label = round === null ? `boardbench ${benchmark}` : `MLPerf Tiny ${round} ${benchmark}`;
  const message = words.join(' · ').replaceAll('\u00a0', ' ');
  const shown = (text: string): string => plainText(text, longestName);
  const by = submitter === null ? '' : ` by ${shown(submitter)}`;
  return {
    label,
    message,
    colour: verdict === 'invalid' ? colours.invalid : kind !== 'measured' ? colours.madeUp : colours[verdict],
    sentence: `${workloadTitle(benchmark)} on ${shown(system.name ?? 'unnamed system')}${by}: ${message}`,
  };
}

/** A result in a line, as an SVG for pages of others. */
export function resultBadge(record: ResultRecord): string {
  const { label, message, colour, sentence } = badgeWords(record);
  const [left, right] = [part(label), part(message)];
  const width = left.width + right.width;
  const text = (words: string, from: number, { width: own, textWidth }: Part): Html =>
    html`<text x="${from + own / 2}" y="14" textLength="${textWidth}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  // Its letters are drawn to a length, so that they fit whatever font there is.
  const svg = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="20"
    viewBox="0 0 ${width} 20"
    role="img"
    aria-label="${sentence}"
  >
    <title>${sentence}</title>
    <rect width="${width}" height="20" rx="3" fill="${colour}" />
    <path
      d="M3 0h${left.width - 3}v20h-${left.width - 3}a3 3 0 0 1 -3 -3v-14a3 3 0 0 1 3 -3z"
      fill="${colours.label}"
    />
    <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle">
      ${text(label, 0, left)} ${text(message, left.width, right)}
    </g>
  </svg>`;
  return `${svg.toString()}\n`;
}

/** How a result's badge looks, and what to write into a README. */
export function badgeSection(record: ResultRecord, base: string | null): Html {
  const { sentence } = badgeWords(record);
  const address = base ?? 'https://ADDRESS/';
  const markdown = `[![${markdownText(sentence)}](${address}${badgePath(record.id)})](${address}results/${record.id}.html)`;
  return html`<section aria-labelledby="badge">
    <h2 id="badge">Badge</h2>
    <p><img src="../${badgePath(record.id)}" height="20" alt="${sentence}" /></p>
    <p>For a README, in Markdown${base === null && html`, with the address of this site for <code>ADDRESS</code>`}:</p>
    <pre tabindex="0" role="group" aria-label="Markdown"><code>${markdown}</code></pre>
  </section>`;
}

interface Part {
  readonly width: number;
  readonly textWidth: number;
}

const padding = 6;
/** Widths of letters at 11 pixels in Verdana and its like, for those that differ much from `usualWidth`. */
const usualWidth = 6.8;
const widths: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ilj.,:·|!' ]/, 3.9],
  [/[frtI()[\]/-]/, 4.8],
  [/[mwMW%]/, 10],
  [/[A-Z]/, 7.8],
];

function part(text: string): Part {
  const textWidth = Math.round(
    Array.from(text).reduce((sum, letter) => {
      return sum + (widths.find(([letters]) => letters.test(letter))?.[1] ?? usualWidth);
    }, 0),
  );
  return { textWidth, width: textWidth + 2 * padding };
}

/** A text in Markdown as the text that it is. */
function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>&!|~]/g, (mark) => `\\${mark}`);
}
