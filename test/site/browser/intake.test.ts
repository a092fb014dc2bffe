import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { smallSubmission } from '../../submissions/small-submission.ts';
import { hostileTexts } from './built-site.ts';
import { behindPrefix } from './behind-prefix.ts';
import { describeInChromium, withPage } from './chromium.ts';
import {
  archiveOf,
  expectRefusals,
  IntakeBrowser,
  shownState,
  signIn,
  tabTo,
  uploadLimitMb,
} from './intake-browser.ts';

describeInChromium('the intake page', () => {
  let intake: IntakeBrowser;

  before(async () => {
    intake = await IntakeBrowser.shared();
  });

  /** A submission that has been checked. */
  async function checked(organisation: string, name: string, content?: Buffer): Promise<string> {
    const token = await intake.stand.token('submitter', organisation);
    const id = await intake.submit(token, name, content);
    await intake.stand.until(token, id, 'checked');
    return id;
  }

  it('lets only somebody with a token in, and forgets it when asked to', async () => {
    const token = await intake.stand.token('submitter', 'acme');
    await withPage(intake.site, 'intake/', async (page, watch) => {
      const field = page.getByLabel('Token', { exact: true });
      await field.fill(`bb_aaaaaaaa_${'A'.repeat(32)}`);
      await page.keyboard.press('Enter');
      const alert = page.getByRole('alert').filter({ hasText: 'token.unknown' });
      await alert.waitFor();
      assert.match(await alert.innerText(), /not known here.*\n?.*ask for a new one/s);
      assert.equal(await page.evaluate('document.activeElement.id'), 'token');
      expectRefusals(watch, 401);

      await signIn(page, token);
      assert.match(
        await page.getByRole('region', { name: 'Who you are' }).innerText(),
        /submitter@acme, submitter of acme/,
      );
      assert.equal(await page.evaluate('document.activeElement.id'), 'view-title');
      assert.equal(await page.evaluate('localStorage.length'), 0);
      assert.equal(await page.evaluate('document.cookie'), '');
      assert.ok(!page.url().includes(token));

      await page.reload();
      await page.getByRole('button', { name: 'Forget the token' }).click();
      await field.waitFor();
      assert.equal(await page.evaluate('sessionStorage.length'), 0);
      assert.equal(await page.evaluate('document.activeElement.id'), 'token');
      await page.reload();
      await field.waitFor();
    });
  });

  it('takes a submission by the keyboard alone, and shows what was found in it as soon as it is', async () => {
    const path = await intake.archive('by keyboard.zip');
    const token = await intake.stand.token('submitter', 'keys');
    await withPage(intake.site, 'intake/', async (page) => {
      // The dialog for it is the system's own.
      page.on('filechooser', (chooser) => void chooser.setFiles(path));
      await tabTo(page, page.getByLabel('Token', { exact: true }));
      await page.keyboard.type(token);
      await page.keyboard.press('Enter');
      await page.getByText('There is none yet').waitFor();

      await tabTo(page, page.getByRole('link', { name: 'Send a submission' }));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Send a submission' }).waitFor();
      await page.locator('#view-title:focus').waitFor();
      await tabTo(page, page.getByRole('button', { name: 'Send', exact: true }));
      await page.keyboard.press('Enter');
      await page.getByText('There is no file to send').waitFor();
      assert.equal(await page.evaluate('document.activeElement.id'), 'archive');

      await page.keyboard.press('Enter');
      await page.getByText('by keyboard.zip, ').waitFor();
      await tabTo(page, page.getByRole('button', { name: 'Send', exact: true }));
      await page.keyboard.press('Enter');

      await shownState(page, 'checked');
      assert.equal(await page.evaluate('document.activeElement.id'), 'view-title');
      assert.equal(await page.locator('#view-title').innerText(), 'by keyboard.zip');
      await page.getByRole('status').filter({ hasText: 'checked. It has been checked' }).waitFor({ state: 'attached' });

      const id = page.url().slice(-26);
      const { json } = await intake.stand.ask('GET', `/api/submissions/${id}/report.json`, { token });
      const { results, summary } = json as {
        results: { findings: { rule: string; message: string; remedy: string }[] }[];
        summary: { others: { rule: string; message: string; remedy: string }[] };
      };
      const all = [...results.flatMap(({ findings }) => findings), ...summary.others];
      assert.ok(all.length > 0);
      await page.locator(`#finding-${all.length - 1}`).waitFor({ state: 'attached' });
      for (const [number, { rule, message, remedy }] of all.entries()) {
        const text = await page.locator(`#finding-${number}`).innerText();
        for (const part of [rule, message, remedy]) assert.ok(text.includes(part), `${text} lacks ${part}`);
      }

      // What was found in a result folds at a key.
      const first = page.locator('.result-findings').first();
      const summaryLine = first.locator('summary');
      await tabTo(page, summaryLine);
      await page.keyboard.press('Enter');
      assert.equal(await first.locator('.findings').isVisible(), false);
    });
  });

  it('brings a comment of a reviewer to the submitter while the page is open', async () => {
    const id = await checked('vendor', 'commented.zip');
    await intake.as('submitter', 'vendor', `#/submissions/${id}`, async (own) => {
      await shownState(own, 'checked');
      assert.equal(await own.getByRole('button', { name: /^Comment/ }).count(), 0);
      await intake.as('reviewer', 'lab', `#/submissions/${id}`, async (page) => {
        const finding = page.locator('#finding-0');
        const button = finding.getByRole('button', { name: /^Comment on / });
        await tabTo(page, button);
        await page.keyboard.press('Enter');
        const dialog = page.getByRole('dialog', { name: 'Comment' });
        await dialog.waitFor();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        await button.and(page.locator(':focus')).waitFor();

        await page.keyboard.press('Enter');
        await dialog.getByRole('textbox', { name: 'Comment' }).fill('Which board was it?\n<b>Say so.</b>');
        await tabTo(page, dialog.getByRole('button', { name: 'Comment' }));
        await page.keyboard.press('Enter');
        await finding.getByText('Which board was it?').waitFor();
        assert.equal(await dialog.count(), 0);
      });
      const comment = own.locator('#finding-0 .comments');
      await comment.waitFor();
      assert.match(await comment.innerText(), /reviewer@lab \(lab\).*\n+Which board was it\?\n<b>Say so\.<\/b>/);

      const token = await intake.stand.token('reviewer', 'lab');
      const again = await intake.stand.ask('POST', `/api/submissions/${id}/check`, { token, body: {} });
      assert.equal(again.status, 200, again.text);
      await own.getByText(/^On a finding of an earlier check \(.+, .+\)$/).waitFor();
      assert.equal(await comment.count(), 0);
    });
  });

  it('lets a reviewer of another organisation accept an invalid one with a reason alone', async () => {
    const id = await checked('vendor', 'to-accept.zip');
    await intake.as('reviewer', 'vendor', `#/submissions/${id}`, async (page) => {
      await page.getByText('It is of your own organisation').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Accept' }).count(), 0);
    });
    await intake.as('reviewer', 'lab', `#/submissions/${id}`, async (page, watch) => {
      await page.getByRole('button', { name: 'Accept' }).click();
      const dialog = page.getByRole('dialog', { name: 'Accept the submission' });
      assert.match(await dialog.innerText(), /although one of its results is invalid; say why/);
      await dialog.getByRole('button', { name: 'Accept' }).click();
      assert.ok(await dialog.isVisible());
      const reason = dialog.getByLabel('Reason');
      assert.equal(await page.evaluate('document.querySelector("#ask-reason").validity.valueMissing'), true);
      await reason.fill('It shows how the rules work.');

      // Meanwhile somebody has it checked again: what was looked at is not what would be accepted.
      const token = await intake.stand.token('reviewer', 'third');
      await intake.stand.ask('POST', `/api/submissions/${id}/check`, { token });
      await page.locator('.history').getByText('another check asked for').waitFor({ state: 'attached' });
      await page
        .locator('.history > li:nth-child(6)')
        .getByText('checked', { exact: true })
        .waitFor({ state: 'attached' });
      await dialog.getByRole('button', { name: 'Accept' }).click();
      await dialog.getByText('check asked, check began, checked since then').waitFor();
      assert.equal(await dialog.getByRole('button', { name: 'Accept' }).count(), 0);
      expectRefusals(watch, 409);
      await dialog.getByRole('button', { name: 'Look again' }).click();
      await page.locator('#state:focus').waitFor();
      await page.getByRole('button', { name: 'Accept' }).click();
      await reason.fill('It shows how the rules work.');
      await dialog.getByRole('button', { name: 'Accept' }).click();
      await shownState(page, 'accepted');
      await page.locator('#state:focus').waitFor();
      const history = page.getByRole('region', { name: 'History' });
      await history.getByText('It shows how the rules work.').waitFor();
      await history.getByText('published', { exact: true }).waitFor();

      // And it is on the leaderboard, which is a link away.
      await page.getByRole('link', { name: 'Leaderboard' }).click();
      await page.locator('tr[data-row]').first().waitFor();
      assert.match(await page.locator('table.results').innerText(), /acme/);
    });
  });

  it('shows nothing of one organisation to another', async () => {
    const id = await checked('vendor', 'secret name.zip');
    await intake.as('submitter', 'rival', '#/submissions', async (page, watch) => {
      await page.getByText('There is none yet').waitFor();
      assert.equal(await page.locator('a[href^="#/tokens"], a[href^="#/audit"]').count(), 0);
      await page.goto(`${intake.site}intake/#/submissions/${id}`);
      await page.getByRole('alert').filter({ hasText: 'intake.unknown' }).waitFor();
      assert.ok(!(await page.content()).includes('secret name'));
      expectRefusals(watch, 404);
      await page.goto(`${intake.site}intake/#/tokens`);
      await page.getByRole('alert').filter({ hasText: 'token.role' }).waitFor();
      expectRefusals(watch, 403);
    });
  });

  it('shows names and words as text, whatever they hold', async () => {
    const [script, image, , steering] = hostileTexts;
    const files = smallSubmission();
    const description = JSON.parse(String(files['closed/acme/systems/board.json'])) as Record<string, unknown>;
    const hostile = archiveOf(
      Object.fromEntries(
        Object.entries({
          ...files,
          'closed/acme/systems/board.json': JSON.stringify({ ...description, 'Board Name': image, Submitter: script }),
        }).map(([name, content]) => [name.replaceAll('/board/', `/<img src=x onerror=window.broken=1>/`), content]),
      ),
    );
    const id = await checked('odd', `${image}${steering}.zip`, hostile);
    const reviewer = await intake.stand.token('reviewer', 'lab');
    for (const finding of [null, 0]) {
      const body = { finding, text: `${script}\n${image}\u202eevil` };
      const { status, text } = await intake.stand.ask('POST', `/api/submissions/${id}/comments`, {
        token: reviewer,
        body,
      });
      assert.equal(status, 200, text);
    }
    await intake.stand.ask('POST', '/api/tokens', {
      token: intake.stand.administrator,
      body: { role: 'submitter', organisation: 'odd', label: image },
    });
    await intake.as('administrator', 'odd', `#/submissions/${id}`, async (page) => {
      for (const [path, shown] of [
        [`#/submissions/${id}`, '.findings .comments'],
        ['#/submissions', 'tr[data-submission]'],
        ['#/upload', '#supersedes option:nth-child(2)'],
        ['#/tokens', 'tr[data-token]'],
        ['#/audit', 'tr[data-entry]'],
      ] as const) {
        await page.goto(`${intake.site}intake/${path}`);
        await page.locator(shown).first().waitFor({ state: 'attached' });
        const text = String(await page.evaluate('document.body.textContent'));
        assert.ok(text.includes('onerror'), path);
        assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069]/u, path);
        assert.equal(await page.locator('main img, main script, main style, main b').count(), 0, path);
        assert.equal(await page.evaluate('window.broken'), undefined, path);
      }
    });
  });

  it('sends one in the place of another, under an embargo, and takes it back', async () => {
    const old = await checked('maker', 'first try.zip');
    const path = await intake.archive('second try.zip');
    await intake.as('submitter', 'maker', `#/submissions/${old}`, async (page) => {
      await page.getByRole('link', { name: 'Send another in its place' }).click();
      await page.locator(`#supersedes option:checked[value="${old}"]`).waitFor({ state: 'attached' });
      await page.getByLabel('Archive').setInputFiles(path);
      await page.getByLabel('Round').selectOption('v1.3');
      await page.getByLabel('Embargo until').fill('2199-01-01T12:00');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await shownState(page, 'checked');
      const facts = page.locator('.facts').first();
      assert.match(await facts.innerText(), /Round\s+v1\.3/);
      assert.match(await facts.innerText(), /Embargo until\s+2199-01-01 12:00/);
      await facts.getByRole('link', { name: old }).click();
      // Until a reviewer has accepted the new one.
      await shownState(page, 'checked');
      await page.goBack();

      await page.getByRole('button', { name: 'Set embargo' }).click();
      const embargo = page.getByRole('dialog', { name: 'Set an embargo' });
      await embargo.getByLabel('Until').fill('');
      await embargo.getByRole('button', { name: 'Set' }).click();
      await facts.getByText('Embargo until').waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Withdraw' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
      await shownState(page, 'withdrawn');
      assert.equal(await page.locator('[data-deed]').count(), 0);

      await page.getByRole('link', { name: 'Submissions', exact: true }).click();
      await page.getByLabel('State').selectOption('withdrawn');
      await page.locator('tr[data-submission]').filter({ hasText: 'first try' }).waitFor({ state: 'detached' });
      assert.match(await page.locator('tr[data-submission]').innerText(), /second try\.zip/);
      assert.match(page.url(), /state=withdrawn$/);
    });
  });

  it('says why an archive is not taken, and what to do', async () => {
    const noise = Buffer.alloc((uploadLimitMb + 1) * 1024 * 1024, 'x');
    await intake.as('submitter', 'acme', '#/upload', async (page, watch) => {
      const archive = page.getByLabel('Archive');
      await archive.setInputFiles({ name: 'large.zip', mimeType: 'application/zip', buffer: noise });
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      const alert = page.getByRole('alert').filter({ hasText: 'upload.too-large' });
      await alert.waitFor();
      assert.match(await alert.innerText(), /larger than the 1 MB.*Leave out/s);
      expectRefusals(watch, 413);

      await archive.setInputFiles({
        name: 'no archive.zip',
        mimeType: 'application/zip',
        buffer: Buffer.from('hello'),
      });
      assert.equal(await page.getByRole('alert').innerText(), '');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await shownState(page, 'unreadable');
      await page.locator('.problem').getByText('archive.unreadable').waitFor();
    });
  });

  it('sends nothing with an embargo that is half filled in, or over', async () => {
    const path = await intake.archive('embargoed.zip');
    await intake.as('submitter', 'acme', '#/upload', async (page, { requests }) => {
      await page.getByLabel('Archive').setInputFiles(path);
      const embargo = page.getByLabel('Embargo until');
      const refused = async (flaw: string): Promise<void> => {
        await page.getByRole('button', { name: 'Send', exact: true }).click();
        await page.locator('#embargo:focus').waitFor();
        assert.equal(await page.evaluate(`document.activeElement.validity.${flaw}`), true);
        assert.ok(!requests.some((url) => url.includes('name=embargoed')));
      };
      await embargo.focus();
      await page.keyboard.type('01012199');
      await refused('badInput');
      await embargo.fill('2020-01-01T00:00');
      await refused('rangeUnderflow');
    });
  });

  it('asks before it leaves what is being sent, and offers no stop to what has arrived', async () => {
    const path = await intake.archive('slow.zip');
    const token = await intake.stand.token('submitter', 'slow');
    const uploads = '**/api/submissions?name=*';
    let letPass = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letPass = resolve;
    });
    const beforeAnswer = (address: string): Promise<void> =>
      address.startsWith('/api/submissions?name=') ? held : Promise.resolve();
    await behindPrefix(
      intake.stand.port,
      '/slow',
      (site) =>
        withPage(site, 'intake/', async (page, watch) => {
          await signIn(page, token);
          await page.getByRole('link', { name: 'Send', exact: true }).click();
          await page.getByLabel('Archive').setInputFiles(path);
          const send = page.getByRole('button', { name: 'Send', exact: true });
          // Nothing of it leaves the browser.
          await page.route(uploads, () => undefined);
          await send.click();
          await page.getByRole('button', { name: 'Stop' }).click();
          await page.getByText('Stopped before all of it was sent').waitFor({ state: 'attached' });
          await page.unroute(uploads);

          await send.click();
          const waiting = page.getByText('All is sent; waiting for the answer');
          await waiting.waitFor();
          assert.equal(await page.getByRole('button', { name: 'Stop' }).count(), 0);
          const asked = page.waitForEvent('dialog');
          await page.getByRole('link', { name: 'Submissions', exact: true }).click();
          await asked;
          await page.waitForURL(/#\/upload$/);
          assert.ok(await waiting.isVisible());
          assert.match(watch.problems.splice(0).join('\n'), /^a dialog: The archive is still being sent.*$/);
          letPass();
          await page.getByRole('heading', { name: 'slow.zip' }).waitFor();
        }),
      { beforeAnswer },
    );
  });

  it('says in whose time it asks for times and shows them', async () => {
    const id = await checked('acme', 'across zones.zip');
    const inNewYork = async (page: Page): Promise<void> => {
      await page.getByRole('button', { name: 'Set embargo' }).click();
      const dialog = page.getByRole('dialog', { name: 'Set an embargo' });
      const until = dialog.getByLabel('Until');
      assert.match(
        await page.locator('#ask-until-hint').innerText(),
        /In your time, America\/New_York \(UTC−0[45]:00 now\)\./,
      );
      await until.fill('2020-01-01T00:00');
      await dialog.getByRole('button', { name: 'Set' }).click();
      assert.equal(await page.evaluate('document.querySelector("#ask-until").validity.rangeUnderflow'), true);
      await until.fill('2199-01-01T12:00');
      await dialog.getByRole('button', { name: 'Set' }).click();
      const facts = page.locator('.facts').first();
      const shown = facts.locator('time', { hasText: '2199-01-01 12:00' });
      await shown.waitFor();
      assert.match(await facts.innerText(), /Embargo until\s+2199-01-01 12:00 UTC−05:00/);
      assert.equal(await shown.getAttribute('title'), '2199-01-01 17:00:00 UTC');
    };
    await intake.as('reviewer', 'lab', `#/submissions/${id}`, inNewYork, { timezoneId: 'America/New_York' });
  });

  it('takes a file that is dropped on it, and not several', async () => {
    await intake.as('submitter', 'dropper', '#/upload', async (page) => {
      const drop = (names: readonly string[]): Promise<unknown> =>
        page.evaluate(`(() => {
          const carried = new DataTransfer();
          for (const name of ${JSON.stringify(names)}) carried.items.add(new File(['hello'], name));
          const zone = document.querySelector('.drop-zone');
          for (const type of ['dragover', 'drop']) {
            zone.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
          }
        })()`);
      await page.locator('.drop-zone').waitFor();
      await drop(['one.zip', 'two.zip']);
      await page.getByText('These are several files').waitFor();
      await drop(['three.zip']);
      await page.locator('#archive-hint').getByText('three.zip, 5 B').waitFor();
      assert.equal(await page.getByText('These are several files').count(), 0);
    });
  });

  it('saves reports and the archive as the API has them', async () => {
    const id = await checked('acme', 'saved.round.zip');
    const token = await intake.stand.token('submitter', 'acme');
    await intake.as('submitter', 'acme', `#/submissions/${id}`, async (page) => {
      for (const [title, path, name] of [
        ['Report (HTML)', 'report.html', 'saved.round.html'],
        ['Findings (SARIF)', 'report.sarif', 'saved.round.sarif'],
        ['Archive', 'archive', 'saved.round.zip'],
      ] as const) {
        const saving = page.waitForEvent('download');
        await page.getByRole('button', { name: title }).click();
        const saved = await saving;
        assert.equal(saved.suggestedFilename(), name);
        const { text } = await intake.stand.ask('GET', `/api/submissions/${id}/${path}`, { token });
        assert.equal(readFileSync(await saved.path(), 'utf8'), text);
      }
    });
  });

  it('reads a submission after its history, which is told on from where it ends', async () => {
    const id = await checked('acme', 'read in order.zip');
    await intake.as('submitter', 'acme', '#/submissions', async (page, { requests }) => {
      await page.locator('tr[data-submission]').first().waitFor();
      const isRead = (): boolean => requests.some((url) => url.endsWith(`/api/submissions/${id}`));
      let wasReadBefore = isRead();
      await page.route('**/history', (route) => {
        wasReadBefore ||= isRead();
        return route.continue();
      });
      await page.goto(`${intake.site}intake/#/submissions/${id}`);
      await shownState(page, 'checked');
      assert.deepEqual([wasReadBefore, isRead()], [false, true]);
    });
  });

  it('begins again where the line broke off', async () => {
    const id = await checked('acme', 'followed.zip');
    await intake.as('submitter', 'acme', '#/submissions', async (page) => {
      const asked: (string | undefined)[] = [];
      await page.route('**/events', async (route) => {
        asked.push(route.request().headers()['last-event-id']);
        if (asked.length > 1) return route.continue();
        return route.fulfill({
          contentType: 'text/event-stream',
          body: 'id: 4\nevent: changed\ndata: {"number":4,"at":"2026-01-01T00:00:00Z","action":"commented","by":null,"detail":{"finding":null,"text":"only told"},"state":"checked"}\n\n',
        });
      });
      await page.goto(`${intake.site}intake/#/submissions/${id}`);
      await page.getByText('The line to the server is down').waitFor();
      await page.locator('.comments').getByText('only told').waitFor();
      await page.getByText('The line to the server is down').waitFor({ state: 'detached' });
      assert.deepEqual(asked, ['3', '4']);
    });
  });

  it('makes tokens that are shown once, revokes them, and shows all of it in the audit log', async () => {
    await intake.as(
      'administrator',
      'acme',
      '#/tokens',
      async (page) => {
        await page.getByLabel('Organisation').fill('Not A Name');
        await page.getByLabel('Label').fill('Grace');
        await page.getByRole('button', { name: 'Make the token' }).click();
        assert.equal(await page.getByLabel('The new token').count(), 0);
        await page.getByLabel('Organisation').fill('guests');
        await page.getByRole('button', { name: 'Make the token' }).click();
        const made = page.getByLabel('The new token');
        await made.and(page.locator(':focus')).waitFor();
        const token = await made.inputValue();
        await page.getByRole('button', { name: 'Copy' }).click();
        await page.getByRole('status').filter({ hasText: 'The token is copied' }).waitFor({ state: 'attached' });
        assert.equal(await page.evaluate('navigator.clipboard.readText()'), token);

        await withPage(intake.site, 'intake/', async (guest, watch) => {
          await signIn(guest, token);
          await page.getByRole('button', { name: 'Revoke Grace' }).click();
          await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
          await page.locator('tr.ended').getByText('Grace').waitFor();
          await guest.getByRole('button', { name: 'Look again' }).click();
          await guest.getByRole('alert').filter({ hasText: 'was revoked' }).waitFor();
          assert.equal(await guest.evaluate('sessionStorage.length'), 0);
          expectRefusals(watch, 401);
        });

        await page.getByRole('link', { name: 'Audit log' }).click();
        const entry = page.locator('tr[data-entry]').filter({ hasText: 'token revoked' });
        await entry.waitFor();
        assert.match(await entry.innerText(), /administrator@acme \(acme\)/);
        await page.goBack();
        await page.getByRole('heading', { name: 'Tokens', exact: true }).waitFor();
        assert.ok(!(await page.content()).includes(token));
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });

  it('works behind a prefix of a proxy', async () => {
    await behindPrefix(intake.stand.port, '/tiny/ml', async (site) => {
      const path = await intake.archive('behind a proxy.zip');
      const token = await intake.stand.token('submitter', 'prefixed');
      // Without a slash at its end, too.
      await withPage(site, 'intake', async (page) => {
        await signIn(page, token);
        await page.getByRole('link', { name: 'Send', exact: true }).click();
        await page.getByLabel('Archive').setInputFiles(path);
        await page.getByRole('button', { name: 'Send', exact: true }).click();
        await shownState(page, 'checked');
        await page.getByRole('link', { name: 'Leaderboard' }).click();
        await page.locator('bb-leaderboard').waitFor();
      });
    });
  });

  it('asks nothing while nobody has signed in, and forbids scripts that stand in the page', async () => {
    await withPage(intake.site, 'intake/', async (page, { requests, problems }) => {
      await page.getByLabel('Token', { exact: true }).waitFor();
      assert.ok(requests.every((url) => !url.includes('/api/')));
      await page.evaluate(
        'document.body.append(Object.assign(document.createElement("script"), { textContent: "window.broken = 1" }))',
      );
      assert.equal(await page.evaluate('window.broken'), undefined);
      assert.ok(problems.splice(0).some((problem) => problem.includes('Content Security Policy')));
    });
  });
});
