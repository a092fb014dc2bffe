import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { decodePicture, isPictureFile } from '../../../workloads/images/decode.ts';

describe('Decoding a picture', () => {
  let folder = '';
  const file = (name: string): string => join(folder, name);
  const raw = (channels: 1 | 2 | 3 | 4): Sharp => {
    const pixels = Uint8Array.from({ length: 6 * 4 * channels }, (_, at) => (at * 37) & 255);
    return sharp(pixels, { raw: { width: 6, height: 4, channels } });
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-picture-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('gives the pixels of a PNG as they were, row by row', async () => {
    await raw(3).png().toFile(file('a.png'));
    const { width, height, channels, pixels } = await decodePicture(file('a.png'));
    assert.deepEqual([width, height, channels], [6, 4, 3]);
    assert.deepEqual(
      pixels,
      Uint8Array.from({ length: 72 }, (_, at) => (at * 37) & 255),
    );
  });

  it('repeats greys, drops transparency, and takes 16 bits down to 8', async () => {
    await raw(1).png().toFile(file('grey.png'));
    const grey = await decodePicture(file('grey.png'));
    assert.deepEqual([...grey.pixels.subarray(0, 6)], [0, 0, 0, 37, 37, 37]);
    await raw(4).png().toFile(file('clear.png'));
    const clear = await decodePicture(file('clear.png'));
    assert.deepEqual([...clear.pixels.subarray(0, 6)], [0, 37, 74, 148, 185, 222]);
    await raw(3).toColourspace('rgb16').png().toFile(file('deep.png'));
    assert.equal((await decodePicture(file('deep.png'))).pixels.length, 72);
  });

  it('reads JPEG, and turns nothing by EXIF', async () => {
    await raw(3).jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toFile(file('a.jpg'));
    const { width, height, channels } = await decodePicture(file('a.jpg'));
    assert.deepEqual([width, height, channels], [6, 4, 3]);
  });

  it('refuses what is cut off, empty or something else, by its name', async () => {
    await raw(3).png().toFile(file('cut.png'));
    truncateSync(file('cut.png'), readFileSync(file('cut.png')).length - 20);
    await raw(3).resize(200, 200).jpeg().toFile(file('cut.jpg'));
    truncateSync(file('cut.jpg'), Math.floor(readFileSync(file('cut.jpg')).length / 2));
    writeFileSync(file('empty.png'), '');
    writeFileSync(file('text.png'), 'no picture');
    writeFileSync(file('drawn.png'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    for (const name of ['cut.png', 'cut.jpg', 'empty.png', 'text.png', 'drawn.png']) {
      await assert.rejects(decodePicture(file(name)), { code: 'image.unreadable', message: new RegExp(name) });
    }
    await assert.rejects(decodePicture(folder), { code: 'image.unreadable' });
    await assert.rejects(decodePicture(file('none.png')), { code: 'file.missing' });
  });

  it('knows pictures by their names', () => {
    assert.deepEqual(['a.jpg', 'a.JPEG', 'b.png', 'c.gif', 'png'].filter(isPictureFile), ['a.jpg', 'a.JPEG', 'b.png']);
  });
});
