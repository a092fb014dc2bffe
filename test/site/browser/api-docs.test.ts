import assert from 'node:assert/strict';
import { HttpStand } from '../server/http/http-stand.ts';
import { behindPrefix } from './behind-prefix.ts';
import { describeInChromium, withPage } from './chromium.ts';

describeInChromium('The page to try the routes', () => {
  let stand: HttpStand;

  before(async () => {
    stand = await HttpStand.open();
  });
  after(() => stand.close());

  async function tryMe(site: string, path: string): Promise<void> {
    await withPage(site, path, async (page) => {
      await page.locator('#operations-people-me').waitFor();
      await page.getByRole('button', { name: 'Authorize' }).click();
      await page.locator('.auth-container input').fill(stand.administrator);
      await page.locator('.auth-btn-wrapper .authorize').click();
      await page.locator('.btn-done').click();
      const me = page.locator('#operations-people-me');
      await me.locator('.opblock-summary-control').click();
      await me.getByRole('button', { name: 'Execute' }).click();
      await me.locator('.live-responses-table .highlight-code').first().waitFor();
      assert.match(await me.locator('.live-responses-table').innerText(), /first administrator/);
    });
  }

  it('shows them, takes a token and asks the server, with nothing from outside', async () => {
    await tryMe(stand.server.address, 'api/docs/');
  });

  it('does so behind a prefix, too', async () => {
    await behindPrefix(stand.port, '/tiny/ml', (site) => tryMe(site, 'api/docs'));
  });
});
