/** What the benchmark of the site runs within the page: text, since it is for a browser and not for this program. */

export interface PaintTimes {
  /** When the first row was on the screen, milliseconds from the start of loading. */
  readonly paintedMs: number;
  /** When the page had nothing more to do and so would answer at once. */
  readonly interactiveMs: number;
}

export interface ScrollTimes {
  readonly frames: number;
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly late: number;
}

/** Runs before the page: sets `benchPainted`, a promise of `PaintTimes`. */
export const paintWatch = `
globalThis.benchPainted = new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('bb-leaderboard tbody tr') === null) return;
    observer.disconnect();
    // The second frame begins when the first one is on the screen.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const paintedMs = performance.now();
      requestIdleCallback(() => resolve({ paintedMs, interactiveMs: performance.now() }));
    }));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
});
`;

/** Of an action: the milliseconds until the page is changed and laid out, each time. */
function timed(times: number, act: string): string {
  return `(async () => {
    const board = document.querySelector('bb-leaderboard');
    const pause = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    const times = [];
    for (let index = 0; index < ${times}; index++) {
      await pause();
      const start = performance.now();
      ${act}
      await board.updateComplete;
      board.getBoundingClientRect();
      times.push(performance.now() - start);
    }
    return times;
  })()`;
}

/** What readers do to the table. */
export const actions: readonly { readonly name: string; readonly script: string }[] = [
  {
    name: 'a filter',
    script: timed(
      16,
      'document.querySelectorAll(\'.facet button[data-facet="core"], .facet button\')[index % 2].click();',
    ),
  },
  {
    name: 'a sort',
    script: timed(16, "{ const all = document.querySelectorAll('thead button'); all[index % all.length].click(); }"),
  },
  {
    name: 'another metric',
    script: timed(16, "document.querySelectorAll('[data-metric]')[index % 4].click();"),
  },
  {
    name: 'a letter of a search',
    script: timed(
      16,
      `const input = document.querySelector('input[type=search]');
      input.value = 'cortex nucleo h7 '.slice(0, index + 1);
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));`,
    ),
  },
];

/** Scrolls down a long way, some hundred pixels a frame, and tells how long frames take. */
export const scrollThrough = `(async () => {
  const input = document.querySelector('input[type=search]');
  input.value = '';
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await new Promise((done) => setTimeout(done, 500));
  scrollTo(0, 0);
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  for (let index = 0; index < 180; index++) {
    scrollBy(0, 200);
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  const sorted = [...frames].sort((a, b) => a - b);
  return {
    frames: frames.length,
    medianMs: sorted[Math.floor(sorted.length / 2)],
    slowestMs: sorted.at(-1),
    late: frames.filter((frame) => frame > 50).length,
  };
})()`;
