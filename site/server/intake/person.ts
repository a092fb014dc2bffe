/** From least to most: each may what those before it may. */
export const roles = ['submitter', 'reviewer', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** Who asks: the bearer of a token. */
export interface Person {
  /** The public part of the token. */
  readonly tokenId: string;
  readonly role: Role;
  readonly organisation: string;
  /** What the token is called, for people. */
  readonly label: string;
}

/** An organisation's short name, as it stands in addresses and files. */
export const organisationPattern = '^[a-z0-9][a-z0-9-]{0,62}$';

/** Whether a role is at least another. */
export function isAtLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}
