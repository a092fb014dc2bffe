import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { DownloadFile } from '../api/api.ts';
import type { ToldSubmission } from '../api/told.ts';

interface Download {
  readonly file: DownloadFile;
  readonly title: string;
  /** Of the file that it becomes. */
  readonly ending: string;
}

const reports: readonly Download[] = [
  { file: 'report.html', title: 'Report (HTML)', ending: '.html' },
  { file: 'report.md', title: 'Report (Markdown)', ending: '.md' },
  { file: 'report.sarif', title: 'Findings (SARIF)', ending: '.sarif' },
  { file: 'report.json', title: 'Report (JSON)', ending: '.json' },
  { file: 'results.json', title: 'Results file', ending: '.results.json' },
];

/** The files of a submission; fetched with the token, which no link would send. */
export function downloads(
  submission: ToldSubmission,
  hasReport: boolean,
  save: (file: DownloadFile, name: string) => void,
): TemplateResult {
  const stem = submission.fileName.replace(/(\.tar)?\.[^.]*$/, '');
  const offered: readonly { readonly file: DownloadFile; readonly title: string; readonly name: string }[] = [
    ...(hasReport ? reports.map(({ file, title, ending }) => ({ file, title, name: `${stem}${ending}` })) : []),
    { file: 'archive', title: 'Archive', name: submission.fileName },
  ];
  return html`<div class="buttons" role="group" aria-labelledby="save-title">
    <span id="save-title">Save</span>
    ${offered.map(
      ({ file, title, name }) =>
        html`<button
          type="button"
          data-file=${file}
          @click=${() => {
            save(file, name);
          }}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}
