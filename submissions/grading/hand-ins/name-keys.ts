/** Letters that are no letter with an accent, and are written without in names of accounts and files. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

const mostPermuted = 4;

/**
 * A name without capitals, accents and whatever stands between its words; other scripts stay as they are.
 * @returns its words
 */
export function wordsOfName(name: string): string[] {
  return name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

/** What a name comes to that is written in one way or another: `Lovelace, Ada` and `adalovelace`. */
export function keyOfName(name: string): string {
  return wordsOfName(name).join('');
}

/** The keys of a name with its words in any order (of long ones: from any word on). */
export function keysOfName(name: string): string[] {
  const words = wordsOfName(name);
  const orders = words.length <= mostPermuted ? permutations(words) : rotations(words);
  return [...new Set(orders.map((order) => order.join('')))].filter((key) => key !== '');
}

/** What an id, a login or an address comes to: capitals and the way accents are written do not matter. */
export function keyOfId(id: string): string {
  return id.normalize('NFC').trim().toLowerCase();
}

function permutations(words: readonly string[]): (readonly string[])[] {
  if (words.length <= 1) return [words];
  return words.flatMap((word, place) => permutations(words.toSpliced(place, 1)).map((rest) => [word, ...rest]));
}

function rotations(words: readonly string[]): (readonly string[])[] {
  return words.map((_, place) => [...words.slice(place), ...words.slice(0, place)]);
}
