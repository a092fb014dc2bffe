import type { Queryable } from '../database/database.ts';

/** A submission whose results may be shown now. */
export interface PublishableSubmission {
  readonly id: string;
  readonly organisation: string;
  /** As the submitter named it. */
  readonly fileName: string;
  /** The number of its last check that came to a report, whose results are meant. */
  readonly check: number;
}

/** Those that are accepted and not under embargo, the first received first. */
export function publishableSubmissions(on: Queryable, now: Date): Promise<readonly PublishableSubmission[]> {
  return on.query<PublishableSubmission>(
    `select submissions.id, submissions.organisation, submissions.file_name as "fileName",
            (audit.detail ->> 'check')::integer as "check"
     from submissions
     join audit on audit.submission = submissions.id and audit.number =
       (select max(number) from audit where submission = submissions.id and action = 'checked')
     where state = 'accepted' and (embargo_until is null or embargo_until <= $1)
     order by submissions.created_at, submissions.id`,
    [now],
  );
}
