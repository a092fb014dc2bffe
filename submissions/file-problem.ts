/**
 * Why a file could not be opened, read or written, in words. The path that the system tells with it is left out: whoever
 * asks names the file as its user knows it, and what was unpacked lies in a folder that is nobody's business.
 */
export function fileProblem(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  switch (systemCode(cause)) {
    case undefined:
      return cause.message;
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      // Such as `ENAMETOOLONG: name too long, open '/a/b'`.
      return /^E[A-Z0-9]+: ([^,]+)/.exec(cause.message)?.[1] ?? cause.message;
  }
}

/** The code that the system gave an error, such as `ENOSPC`. */
export function systemCode(cause: unknown): string | undefined {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}
