import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linkTo, routeOf, startRoute } from '../../../../site/app/intake/route.ts';
import type { Route } from '../../../../site/app/intake/route.ts';
import { submissionStates } from '../../../../site/server/intake/submission.ts';

const id = 'a1'.repeat(13);

describe('the route of the intake page', () => {
  it('comes back from its own link', () => {
    const routes: readonly Route[] = [
      startRoute,
      ...submissionStates.map((state) => ({ view: 'list', state }) as const),
      { view: 'upload', supersedes: null },
      { view: 'upload', supersedes: id },
      { view: 'submission', id },
      { view: 'tokens' },
      { view: 'audit' },
    ];
    for (const route of routes) assert.deepEqual(routeOf(linkTo(route)), route);
  });

  it('is the list where the address says nothing, or nothing that there is', () => {
    for (const fragment of ['', '#', '#/', '#/nowhere', '#/submissions/short', '#/submissions?state=lost']) {
      assert.deepEqual(routeOf(fragment), startRoute, fragment);
    }
  });

  it('leaves links to places within the page alone', () => {
    for (const fragment of ['#main', '#finding-3', '#submissions']) assert.equal(routeOf(fragment), null, fragment);
  });

  it('asks the server for nothing but what an id looks like', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const fragment of [`#/submissions/${text}`, `#/upload?supersedes=${text}`]) {
          const route = routeOf(fragment);
          const asked = route?.view === 'submission' ? route.id : route?.view === 'upload' ? route.supersedes : null;
          assert.ok(asked === null || /^[a-z0-9]{26}$/.test(asked));
        }
      }),
    );
    assert.deepEqual(routeOf(`#/submissions/${id}/../../tokens`), startRoute);
  });
});
