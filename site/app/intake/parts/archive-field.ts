import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { plainText } from '../../../data/plain-text.ts';
import { ApiError } from '../api/api-error.ts';
import { PlainElement } from '../plain-element.ts';
import { bytesText } from '../words.ts';

/** Takes one file: chosen, or dropped on it. */
export class ArchiveField extends PlainElement {
  static override properties = {
    archive: { attribute: false },
    isBusy: { attribute: false },
    picked: { attribute: false },
    refused: { attribute: false },
    isDraggedOver: { state: true },
  };

  /** Null: none yet. */
  declare archive: File | null;
  /** What is being sent is not exchanged. */
  declare isBusy: boolean;
  declare picked: (archive: File | null) => void;
  /** What was dropped is no archive. */
  declare refused: (error: ApiError) => void;
  declare isDraggedOver: boolean;

  constructor() {
    super();
    this.archive = null;
    this.isBusy = false;
    this.picked = () => undefined;
    this.refused = () => undefined;
    this.isDraggedOver = false;
  }

  protected override render(): TemplateResult {
    const { archive } = this;
    return html`<div
      class=${this.isDraggedOver ? 'drop-zone over' : 'drop-zone'}
      @dragover=${this.#draggedOver}
      @dragleave=${this.#draggedAway}
      @drop=${this.#dropped}
    >
      <label for="archive">Archive</label>
      <input
        id="archive"
        type="file"
        accept=".zip,.tar,.gz,.tgz"
        required
        aria-describedby="archive-hint"
        ?disabled=${this.isBusy}
        @change=${this.#chosen}
      />
      <p class="note" id="archive-hint">
        ${
          archive === null
            ? 'Choose a file, or drop one here.'
            : html`<bdi>${plainText(archive.name, 100)}</bdi>, ${bytesText(archive.size)}`
        }
      </p>
    </div>`;
  }

  readonly #chosen = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.picked(event.target.files?.[0] ?? null);
  };

  readonly #draggedOver = (event: DragEvent): void => {
    event.preventDefault();
    if (!this.isBusy) this.isDraggedOver = true;
  };

  readonly #draggedAway = (): void => {
    this.isDraggedOver = false;
  };

  readonly #dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.isDraggedOver = false;
    const files = event.dataTransfer?.files;
    if (this.isBusy || files === undefined || files.length === 0) return;
    if (files.length > 1) {
      this.refused(severalFiles);
      return;
    }
    if (event.dataTransfer?.items[0]?.webkitGetAsEntry()?.isDirectory === true) {
      this.refused(folderDropped);
      return;
    }
    const input = this.querySelector<HTMLInputElement>('#archive');
    if (input !== null) input.files = files;
    this.picked(files[0] ?? null);
  };
}

const severalFiles = new ApiError(0, {
  code: 'page.several-files',
  message: 'These are several files',
  remedy: 'Drop one archive; a submission with several systems is one archive too.',
  request: null,
});

const folderDropped = new ApiError(0, {
  code: 'page.folder',
  message: 'This is a folder',
  remedy: 'Drop an archive of it, as zip or tar make one.',
  request: null,
});

customElements.define('bb-archive', ArchiveField);
