-- Tokens of people and machines. The token itself is kept nowhere.
create table tokens (
  id text primary key,
  -- SHA-256 of the whole token, hex. It holds 160 random bits, so that a slow hash would add nothing.
  digest text not null,
  role text not null check (role in ('submitter', 'reviewer', 'administrator')),
  organisation text not null,
  label text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

create table submissions (
  id text primary key,
  organisation text not null,
  submitted_by text not null references tokens (id),
  -- As the submitter named it; never a path of ours.
  file_name text not null,
  bytes bigint not null,
  sha256 text not null,
  -- Of the rules it is to be judged by, where the submitter said it.
  round text,
  state text not null check (state in (
    'queued', 'checking', 'checked', 'unreadable', 'failed', 'accepted', 'rejected', 'withdrawn', 'superseded')),
  -- The number of its last event in the audit log.
  version integer not null,
  supersedes text references submissions (id),
  -- It is not shown before, even if it is accepted.
  embargo_until timestamptz,
  -- How many checks were begun, and which process does the last of them.
  checks integer not null default 0,
  runner text,
  -- What the last check came to: see CheckOutcome.
  outcome jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index submissions_of_organisation on submissions (organisation, created_at desc, id);
create index submissions_by_time on submissions (created_at desc, id);
create index submissions_by_state on submissions (state);
create index submissions_that_supersede on submissions (supersedes) where supersedes is not null;

-- Every change, by whom. Those of one submission are its history, numbered from 1 without gaps.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- Null: the server itself.
  actor text,
  organisation text,
  action text not null,
  submission text references submissions (id),
  number integer,
  detail jsonb not null,
  unique (submission, number)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only appended to';
end
$$;
create trigger audit_is_immutable before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- The processes that take jobs, and when each was last alive.
create table runners (
  id text primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);
