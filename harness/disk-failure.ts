import { failure } from './errors.ts';

/** What the file system says, as an error of the table: no room left, or something else. */
export function diskFailure(file: string, cause: unknown): Error {
  if (!(cause instanceof Error)) return failure('disk.failed', { file, problem: String(cause) });
  if (cause.name === 'BenchError') return cause;
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT') return failure('disk.full', { file }, { cause });
  return failure('disk.failed', { file, problem: cause.message }, { cause });
}
