import assert from 'node:assert/strict';
import { isOpenToOthers, serverAddress } from '../../../site/client/server-address.ts';

describe('the address of a server', () => {
  it('ends in a slash, whichever of its pages was copied', () => {
    const same = [
      'https://a.org/t',
      'https://a.org/t/',
      'https://a.org/t/intake/#/submissions/x',
      'https://a.org/t/api/docs?a',
    ];
    for (const text of same) assert.equal(serverAddress(text, 'submit').href, 'https://a.org/t/', text);
    assert.equal(serverAddress('http://127.0.0.1:8080', 'submit').href, 'http://127.0.0.1:8080/');
  });

  it('is refused without its scheme, with another one, and with a password', () => {
    for (const text of ['localhost:8080', 'ftp://a.org', 'https://', 'https://me:secret@a.org/']) {
      assert.throws(() => serverAddress(text, 'submit'), { code: 'usage.option' }, text);
    }
  });

  it('is open to others over plain HTTP, but not on this machine', () => {
    const open = (text: string): boolean => isOpenToOthers(new URL(text));
    assert.deepEqual(['http://a.org', 'http://10.0.0.2', 'http://127.0.0.1.a.org'].map(open), [true, true, true]);
    const own = ['https://a.org', 'http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:80'];
    assert.deepEqual(own.map(open), [false, false, false, false]);
  });
});
