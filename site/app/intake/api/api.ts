import type { Role } from '../../../server/intake/person.ts';
import type { SubmissionState } from '../../../server/intake/submission.ts';
import { ApiError, errorOfAnswer, noAnswer } from './api-error.ts';
import type { ToldAuditEntry, ToldEvent, ToldPerson, ToldReport, ToldSubmission, ToldToken } from './told.ts';

/** What is told of the last check and the archive, as files. */
export type DownloadFile = 'report.html' | 'report.md' | 'report.sarif' | 'report.json' | 'results.json' | 'archive';

export interface ListQuery {
  readonly state?: SubmissionState | undefined;
  readonly organisation?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface TokenWish {
  readonly role: Role;
  readonly organisation: string;
  readonly label: string;
  readonly expiresAt: string | null;
}

/** Whose address is `../api/` from here, so that it holds behind a prefix too. */
export function apiAddress(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): URL {
  const address = new URL(`../api/${path}`, new URL('.', location.href));
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') address.searchParams.set(name, String(value));
  }
  return address;
}

/** The API for the bearer of a token. Everything rejects with an ApiError, or with the reason of the signal. */
export class Api {
  readonly token: string;
  readonly #onRefused: (error: ApiError) => void;

  /** @param onRefused called when the token does not work, any more or at all */
  constructor(token: string, onRefused: (error: ApiError) => void = () => undefined) {
    this.token = token;
    this.#onRefused = onRefused;
  }

  me(signal?: AbortSignal): Promise<ToldPerson> {
    return this.#json('GET', apiAddress('me'), undefined, signal);
  }

  /** Newest first. */
  async list(query: ListQuery, signal?: AbortSignal): Promise<readonly ToldSubmission[]> {
    const address = apiAddress('submissions', { ...query });
    return (await this.#json<{ submissions: ToldSubmission[] }>('GET', address, undefined, signal)).submissions;
  }

  submission(id: string, signal?: AbortSignal): Promise<ToldSubmission> {
    return this.#json('GET', of(id), undefined, signal);
  }

  async history(id: string, signal?: AbortSignal): Promise<readonly ToldEvent[]> {
    return (await this.#json<{ events: ToldEvent[] }>('GET', of(id, '/history'), undefined, signal)).events;
  }

  report(id: string, signal?: AbortSignal): Promise<ToldReport> {
    return this.#json('GET', of(id, '/report.json'), undefined, signal);
  }

  async download(id: string, file: DownloadFile, signal?: AbortSignal): Promise<Blob> {
    return (await this.fetch(of(id, `/${file}`), { method: 'GET' }, signal)).blob();
  }

  withdraw(id: string, reason: string | null): Promise<ToldSubmission> {
    return this.#json('POST', of(id, '/withdraw'), { reason });
  }

  /**
   * @param version the one that was looked at
   * @param embargoUntil undefined: as it is
   */
  accept(
    id: string,
    version: number,
    reason: string | null,
    embargoUntil: string | null | undefined,
  ): Promise<ToldSubmission> {
    const embargo = embargoUntil !== undefined && { embargoUntil };
    return this.#json('POST', of(id, '/accept'), { version, reason, ...embargo });
  }

  /** @param version the one that was looked at */
  reject(id: string, version: number, reason: string): Promise<ToldSubmission> {
    return this.#json('POST', of(id, '/reject'), { version, reason });
  }

  comment(id: string, finding: number | null, text: string): Promise<ToldSubmission> {
    return this.#json('POST', of(id, '/comments'), { finding, text });
  }

  checkAgain(id: string): Promise<ToldSubmission> {
    return this.#json('POST', of(id, '/check'), {});
  }

  setEmbargo(id: string, until: string | null): Promise<ToldSubmission> {
    return this.#json('PUT', of(id, '/embargo'), { until });
  }

  async tokens(signal?: AbortSignal): Promise<readonly ToldToken[]> {
    return (await this.#json<{ tokens: ToldToken[] }>('GET', apiAddress('tokens'), undefined, signal)).tokens;
  }

  createToken(wish: TokenWish): Promise<{ readonly token: string; readonly record: ToldToken }> {
    return this.#json('POST', apiAddress('tokens'), wish);
  }

  revokeToken(id: string): Promise<ToldToken> {
    return this.#json('DELETE', apiAddress(`tokens/${encodeURIComponent(id)}`));
  }

  /**
   * Newest first.
   * @param before the id of the last that is known
   */
  async audit(before: number | undefined, limit: number, signal?: AbortSignal): Promise<readonly ToldAuditEntry[]> {
    const address = apiAddress('audit', { order: 'newest', before, limit });
    return (await this.#json<{ entries: ToldAuditEntry[] }>('GET', address, undefined, signal)).entries;
  }

  /** An answer that is no error; its body is still to be read. */
  async fetch(address: URL, request: RequestInit, signal?: AbortSignal): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(address, {
        ...request,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        headers: { ...(request.headers as Record<string, string>), authorization: `Bearer ${this.token}` },
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw noAnswer(cause);
    }
    if (answer.ok) return answer;
    const error = errorOfAnswer(answer.status, await answer.text().catch(() => ''));
    this.noteRefusal(error);
    throw error;
  }

  /** Whether it is because of the token that something was refused. */
  noteRefusal(error: ApiError): void {
    if (error.status === 401) this.#onRefused(error);
  }

  async #json<Answer>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    address: URL,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const request =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await this.fetch(address, request, signal);
    try {
      return (await answer.json()) as Answer;
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ApiError(
        answer.status,
        {
          code: 'page.answer',
          message: 'The answer of the server broke off, or is no JSON',
          remedy: 'Try again.',
          request: null,
        },
        { cause },
      );
    }
  }
}

function of(id: string, rest = ''): URL {
  return apiAddress(`submissions/${encodeURIComponent(id)}${rest}`);
}
