import type { Queryable } from '../database/database.ts';

/** A submission whose results may be shown now. */
export interface PublishableSubmission {
  readonly id: string;
  readonly organisation: string;
  /** As the submitter named it. */
  readonly fileName: string;
  /** The number of its last check, whose results are meant. */
  readonly check: number;
}

/** Those that are accepted and not under embargo, the first received first. */
export function publishableSubmissions(on: Queryable, now: Date): Promise<readonly PublishableSubmission[]> {
  return on.query<PublishableSubmission>(
    `select id, organisation, file_name as "fileName", checks as "check"
     from submissions
     where state = 'accepted' and (embargo_until is null or embargo_until <= $1)
     order by created_at, id`,
    [now],
  );
}
