import { programVersion } from '../harness/program.ts';
import { bundle } from './bundle.ts';
import type { SiteFile } from './bundle.ts';
import { htmlDocument } from './pages/html-document.ts';
import { html } from './pages/html.ts';
import { icon } from './pages/icon.ts';
import { contentSecurityPolicy } from './pages/page-frame.ts';

/** As that of the leaderboard, and the page asks the server that it came from. */
export const intakePagePolicy = `${contentSecurityPolicy}; connect-src 'self'`;

/**
 * The page for upload and review, as the files of its folder. It asks the API at `../api/`, whatever is in front of
 * that, and links to the leaderboard at `../`.
 * @throws BenchError site.bundle
 */
export async function buildIntakePage(): Promise<readonly SiteFile[]> {
  const bundled = await bundle({ intake: 'app/intake/intake.ts', style: 'app/intake/intake.css' });
  return [{ path: 'index.html', content: pageText() }, { path: 'icon.svg', content: icon }, ...bundled];
}

function pageText(): string {
  const head = html`<link rel="icon" href="icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="style.css" />
    <script src="intake.js" defer></script>`;
  const body = html`<bb-intake></bb-intake>
    <noscript>
      <main id="main" tabindex="-1">
        <p>
          This page is drawn by a script. Without one, <code>boardbench submit</code> sends submissions from a terminal,
          and the <a href="../">leaderboard</a> shows what is published.
        </p>
      </main>
    </noscript>`;
  const page = { title: 'Boardbench intake', policy: intakePagePolicy, program: programVersion, isListed: false };
  return htmlDocument({ ...page, head, body });
}
