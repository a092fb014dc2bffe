/** What the API says when it does not do what was asked, or that it does not answer. */
export class ApiError extends Error {
  /** Of the error table; `page.*` are this page's own. */
  readonly code: string;
  readonly remedy: string;
  /** The number of the request in the server's log; null where it did not get there. */
  readonly request: string | null;
  /** Of HTTP; 0: no answer. */
  readonly status: number;

  constructor(
    status: number,
    { code, message, remedy, request }: { code: string; message: string; remedy: string; request: string | null },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.remedy = remedy;
    this.request = request;
  }
}

/** @param body of an answer whose status is an error */
export function errorOfAnswer(status: number, body: string): ApiError {
  const told = toldError(body);
  if (told !== null) return new ApiError(status, told);
  return new ApiError(status, {
    code: 'page.answer',
    message: `The server answered with status ${status}, and not in a way that this page understands`,
    remedy: 'Try again; a proxy in front of the server may be the cause.',
    request: null,
  });
}

export function noAnswer(cause?: unknown): ApiError {
  return new ApiError(
    0,
    {
      code: 'page.no-answer',
      message: 'The server does not answer',
      remedy: 'Check the connection and try again.',
      request: null,
    },
    { cause },
  );
}

/** Of something that the server may have done all the same. */
export function unanswered(): ApiError {
  return new ApiError(0, {
    code: 'page.unanswered',
    message: 'All of it was sent, and then the server did not answer',
    remedy: 'It may have arrived: look among the submissions before you send it again.',
    request: null,
  });
}

/** An error as one of the API, whatever it is. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const remedy = 'Load the page anew.';
  return new ApiError(0, { code: 'page.defect', message: `This page failed: ${message}`, remedy, request: null });
}

function toldError(body: string): { code: string; message: string; remedy: string; request: string | null } | null {
  try {
    const document: unknown = JSON.parse(body);
    if (!isRecord(document) || !isRecord(document['error'])) return null;
    const { code, message, remedy, request } = document['error'];
    if (typeof code !== 'string' || typeof message !== 'string') return null;
    return {
      code,
      message,
      remedy: typeof remedy === 'string' ? remedy : '',
      request: typeof request === 'string' ? request : null,
    };
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
