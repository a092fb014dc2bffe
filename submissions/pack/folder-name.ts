/** A name as a folder may be called: letters, digits, dots, hyphens and underscores, and no dot in front. */
export function folderName(name: string): string {
  const plain = name
    .trim()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.-]+/g, '_')
    .replaceAll(/^[._-]+|_+$/g, '')
    .slice(0, 80);
  return plain === '' ? 'system' : plain;
}
