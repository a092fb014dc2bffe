import { Api } from './api/api.ts';
import type { ApiError } from './api/api-error.ts';
import type { ToldPerson } from './api/told.ts';

/** Somebody who has signed in. */
export interface Session {
  readonly api: Api;
  readonly person: ToldPerson;
}

const key = 'boardbench-token';

/** The token that this tab knows; it is gone with the tab. */
export function keptToken(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    // A browser may forbid it; then every load asks anew.
    return null;
  }
}

export function forgetToken(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // There is none.
  }
}

/**
 * Asks the server whose token it is, and keeps it where it is somebody's.
 * @param onRefused called when it does not work any more later
 * @throws ApiError
 */
export async function openSession(token: string, onRefused: (error: ApiError) => void): Promise<Session> {
  const person = await new Api(token).me();
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // As above.
  }
  return { api: new Api(token, onRefused), person };
}
