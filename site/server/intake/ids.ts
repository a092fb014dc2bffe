/** What an id of a submission matches. */
export const submissionIdPattern = '^[a-z0-9]{26}$';

/** What an id of a token matches; it is a part of the token. */
export const tokenIdPattern = '^[a-z0-9]{8}$';
