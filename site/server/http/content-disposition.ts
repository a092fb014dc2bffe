import { shownFileName } from '../intake/texts.ts';

/** The value of a `Content-Disposition` header for any name: plain ASCII, and RFC 5987 behind it. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const clean = shownFileName(name);
  const ascii = clean.replace(/[^A-Za-z0-9._ -]/g, '_');
  const encoded = encodeURIComponent(clean).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
