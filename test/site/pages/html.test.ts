import assert from 'node:assert/strict';
import fc from 'fast-check';
import { html, scriptJson } from '../../../site/pages/html.ts';

describe('Markup from a template', () => {
  it('has what is put into it escaped, in text and in attributes', () => {
    const hostile = `<script>"a" & 'b'</script>`;
    const escaped = '&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;';
    assert.equal(html`<p title="${hostile}">${hostile}</p>`.toString(), `<p title="${escaped}">${escaped}</p>`);
  });

  it('takes markup as it is, lists one after the other, and nothing for nothing', () => {
    const items = [1, 'a&b', html`<i></i>`, null, undefined, false as const];
    assert.equal(html`<p>${items}</p>`.toString(), '<p>1a&amp;b<i></i></p>');
  });

  it('loses the indentation of the source, not that of what is put in', () => {
    const made = html`<div>
      <p>${'a\n    b'}</p>
    </div>`;
    assert.equal(made.toString(), '<div>\n<p>a\n    b</p>\n</div>');
  });
});

describe('JSON within a script', () => {
  it('is the same value, and never ends the script', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = scriptJson(value);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
      }),
    );
    assert.equal(scriptJson('</script><!--\u2028'), '"\\u003c/script\\u003e\\u003c!--\\u2028"');
  });
});
