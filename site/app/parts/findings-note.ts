import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import type { SiteData, SiteRow, SiteWorkload } from '../../data/site-data.ts';
import { verdictWords } from '../view/badge.ts';

const marginPx = 8;

/** A note beside a badge that says in words what was found in a result. */
export class FindingsNote implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #about: { readonly button: HTMLElement; readonly row: SiteRow; readonly workload: SiteWorkload } | null = null;
  #isOpening = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  open(button: HTMLElement, row: SiteRow, workload: SiteWorkload): void {
    this.#about = { button, row, workload };
    this.#isOpening = true;
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    if (!this.#isOpening || this.#about === null) return;
    this.#isOpening = false;
    const note = this.#host.querySelector<HTMLElement>('#findings');
    if (note === null) return;
    note.showPopover();
    place(note, this.#about.button.getBoundingClientRect());
    note.querySelector<HTMLElement>('h2')?.focus();
  }

  template({ rules }: SiteData): TemplateResult {
    const about = this.#about;
    const result = about?.row.results[about.workload.id];
    return html`
      <div id="findings" class="explained" popover="auto" role="dialog" aria-labelledby="findings-title">
        ${
          about === null || result === undefined
            ? nothing
            : html`
                <h2 id="findings-title" tabindex="-1"><bdi>${about.row.name}</bdi>, ${about.workload.title}</h2>
                <p class="verdict">${verdictWords[result.verdict]}.</p>
                <ul>
                  ${(result.findings ?? [])
                    .flatMap((index) => rules[index] ?? [])
                    .map(
                      ({ label, words, severity }) =>
                        html`<li class=${severity}>
                          <strong>${label}</strong> <span class="severity">${severity}</span><br />${words}
                        </li>`,
                    )}
                </ul>
                <p class="explained-actions">
                  <a href="results/${result.id}.html">Evidence and details</a>
                  <button popovertarget="findings" popovertargetaction="hide">Close</button>
                </p>
              `
        }
      </div>
    `;
  }
}

/** Below the button where there is room, else above, within the window. */
function place(note: HTMLElement, button: DOMRect): void {
  const { width, height } = note.getBoundingClientRect();
  const left = Math.max(marginPx, Math.min(button.left, innerWidth - width - marginPx));
  const below = button.bottom + 4;
  const top = below + height <= innerHeight - marginPx ? below : Math.max(marginPx, button.top - height - 4);
  note.style.left = `${left}px`;
  note.style.top = `${top}px`;
}
