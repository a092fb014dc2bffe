import { apiAddress } from './api.ts';
import type { Api } from './api.ts';
import { errorOfAnswer, noAnswer, unanswered } from './api-error.ts';
import type { ToldSubmission } from './told.ts';

export interface ArchiveWish {
  readonly round: string | null;
  readonly supersedes: string | null;
  /** ISO 8601. */
  readonly embargoUntil: string | null;
}

/**
 * Sends an archive. By XMLHttpRequest, since `fetch` does not tell how far it is.
 * @param onProgress bytes that are sent, of all
 * @throws ApiError; the reason of the signal
 */
export function sendArchive(
  api: Api,
  archive: File,
  wish: ArchiveWish,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (sent: number, total: number) => void },
): Promise<ToldSubmission> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => {
      request.abort();
    };
    const end = (act: () => void): void => {
      signal.removeEventListener('abort', stop);
      act();
    };
    request.upload.onprogress = ({ loaded, total }) => {
      onProgress(loaded, total);
    };
    request.onload = () => {
      end(() => {
        if (request.status !== 202) {
          const error = errorOfAnswer(request.status, request.responseText);
          api.noteRefusal(error);
          reject(error);
          return;
        }
        try {
          resolve(JSON.parse(request.responseText) as ToldSubmission);
        } catch {
          reject(errorOfAnswer(request.status, ''));
        }
      });
    };
    let isWhole = false;
    request.upload.onload = () => {
      isWhole = true;
      onProgress(archive.size, archive.size);
    };
    request.onerror = () => {
      end(() => {
        reject(isWhole ? unanswered() : noAnswer());
      });
    };
    request.onabort = () => {
      end(() => {
        reject(signal.reason instanceof Error ? signal.reason : noAnswer());
      });
    };
    signal.addEventListener('abort', stop);
    request.open('POST', apiAddress('submissions', { name: archive.name, ...wish }));
    request.setRequestHeader('authorization', `Bearer ${api.token}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(archive);
    if (signal.aborted) stop();
  });
}
