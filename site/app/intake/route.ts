import { submissionStates } from '../../server/intake/submission.ts';
import type { SubmissionState } from '../../server/intake/submission.ts';

/** What the page shows, as its fragment says. */
export type Route =
  | { readonly view: 'list'; readonly state: SubmissionState | null }
  | { readonly view: 'upload'; readonly supersedes: string | null }
  | { readonly view: 'submission'; readonly id: string }
  | { readonly view: 'tokens' }
  | { readonly view: 'audit' };

export const startRoute: Route = { view: 'list', state: null };

/** @returns null where the fragment is no route of this page, as that of a link to a place in it */
export function routeOf(fragment: string): Route | null {
  if (fragment === '' || fragment === '#') return startRoute;
  if (!fragment.startsWith('#/')) return null;
  const [path = '', query = ''] = fragment.slice(2).split('?', 2);
  const asked = new URLSearchParams(query);
  switch (path) {
    case 'upload':
      return { view: 'upload', supersedes: idOf(asked.get('supersedes')) };
    case 'tokens':
      return { view: 'tokens' };
    case 'audit':
      return { view: 'audit' };
  }
  const id = path.startsWith('submissions/') ? idOf(path.slice('submissions/'.length)) : null;
  if (id !== null) return { view: 'submission', id };
  return { view: 'list', state: submissionStates.find((state) => state === asked.get('state')) ?? null };
}

/** The fragment that shows it. */
export function linkTo(route: Route): string {
  switch (route.view) {
    case 'list':
      return route.state === null ? '#/submissions' : `#/submissions?state=${route.state}`;
    case 'upload':
      return route.supersedes === null ? '#/upload' : `#/upload?supersedes=${route.supersedes}`;
    case 'submission':
      return `#/submissions/${route.id}`;
    case 'tokens':
    case 'audit':
      return `#/${route.view}`;
  }
}

/** Only what an id looks like is asked for. */
function idOf(text: string | null): string | null {
  return text !== null && /^[a-z0-9]{26}$/.test(text) ? text : null;
}
