import { printable } from '../../printable.ts';
import { keyOfId, keyOfName, keysOfName, wordsOfName } from './name-keys.ts';
import type { RosterEntry } from './read-roster.ts';

/** What a name of a file, or metadata, say of a student; absent what they do not. */
export interface Claim {
  /** As it was found, for notes. */
  readonly said: string;
  readonly id?: string | null;
  readonly participant?: string | null;
  readonly email?: string | null;
  readonly name?: string | null;
  /** The id is a number of the LMS, which need not be what the roster calls an id. */
  readonly isNumberOfLms?: boolean;
  /** May be an id, a login, an address or a name, or hold one between others. */
  readonly any?: string | null;
}

/** Who a claim means: one student, or why nobody is guessed. */
export type Match =
  { readonly entry: RosterEntry; readonly why: null } | { readonly entry: null; readonly why: string };

const namedStudents = 4;

/** The students of a roster by everything that they may be known by. Nobody is guessed. */
export class StudentDirectory {
  readonly entries: readonly RosterEntry[];
  readonly #ids = new Map<string, Set<RosterEntry>>();
  readonly #logins = new Map<string, Set<RosterEntry>>();
  readonly #participants = new Map<string, Set<RosterEntry>>();
  readonly #emails = new Map<string, Set<RosterEntry>>();
  readonly #names = new Map<string, Set<RosterEntry>>();

  constructor(entries: readonly RosterEntry[]) {
    this.entries = entries;
    for (const entry of entries) {
      const { student, ids, logins, participant } = entry;
      for (const id of [student.id, ...ids]) put(this.#ids, keyOfId(id), entry);
      for (const login of logins) put(this.#logins, keyOfId(login), entry);
      if (participant !== null) put(this.#participants, participant, entry);
      if (student.email !== null) put(this.#emails, keyOfId(student.email), entry);
      for (const key of keysOfName(student.name)) put(this.#names, key, entry);
    }
  }

  /** By number, id, login and address, which must agree; where none of them is known, by name. */
  match({ said, id, participant, email, name, any, isNumberOfLms }: Claim): Match {
    const exact = new Set<RosterEntry>();
    const add = (found: ReadonlySet<RosterEntry> | undefined): void => {
      for (const entry of found ?? []) exact.add(entry);
    };
    if (participant != null) add(this.#participants.get(participant));
    if (id != null) {
      add(this.#ids.get(keyOfId(id)));
      add(this.#logins.get(keyOfId(id)));
    }
    if (email != null) {
      add(this.#emails.get(keyOfId(email)));
      add(this.#logins.get(keyOfId(email)));
    }
    if (any != null) for (const found of this.#exactOf(any)) add(found);
    const byName = this.#names.get(keyOfName(name ?? any ?? '')) ?? new Set<RosterEntry>();
    if (exact.size === 0) return onlyOf(byName, said);
    // A number of the LMS that is not in the roster may be somebody else's id there.
    if (name != null && exact.size === 1 && byName.size > 0 && ![...exact].some((entry) => byName.has(entry))) {
      return onlyOf(new Set([...exact, ...byName]), said);
    }
    const [only] = exact;
    if (isNumberOfLms === true && name != null && only !== undefined && !mayBeNamed(only, name)) {
      const who = printable(`${only.student.name} (${only.student.id})`);
      return { entry: null, why: `${printable(said)} has the number of ${who}, but not the name: nobody was guessed` };
    }
    return onlyOf(exact, said);
  }

  /** What a name is as a whole; where that is nothing, what its parts are. */
  #exactOf(any: string): ReadonlySet<RosterEntry>[] {
    const lookUp = (text: string): ReadonlySet<RosterEntry>[] =>
      [this.#ids, this.#logins, this.#emails].flatMap((map) => map.get(keyOfId(text)) ?? []);
    const whole = lookUp(any);
    if (whole.length > 0) return whole;
    return any.split(/[\s_,;()[\]]+/u).flatMap((part) => (part === '' ? [] : lookUp(part)));
  }
}

const shortestTelling = 2;

/** Whether a name as Canvas writes it, without all but plain letters, has a word in common with that of a student. */
function mayBeNamed({ student }: RosterEntry, said: string): boolean {
  const written = keyOfName(said);
  const plain = student.name.toLowerCase().split(/[\s,]+/u);
  const words = [...wordsOfName(student.name), ...plain.map((word) => word.replaceAll(/[^a-z0-9]/g, ''))];
  const telling = words.filter((word) => word.length >= shortestTelling);
  // Where the roster has only initials there is nothing to compare.
  return telling.length === 0 || telling.some((word) => written.includes(word));
}

function onlyOf(found: ReadonlySet<RosterEntry>, said: string): Match {
  const [entry, ...others] = [...found].sort((a, b) => a.line - b.line);
  if (entry === undefined) return { entry: null, why: `${printable(said)} fits nobody of the roster` };
  if (others.length === 0) return { entry, why: null };
  const names = [entry, ...others].slice(0, namedStudents).map(({ student }) => `${student.name} (${student.id})`);
  const more = others.length >= namedStudents ? ' and others' : '';
  return { entry: null, why: `${printable(said)} fits ${printable(names.join(' and '))}${more}: nobody was guessed` };
}

function put(map: Map<string, Set<RosterEntry>>, key: string, entry: RosterEntry): void {
  if (key === '') return;
  map.set(key, (map.get(key) ?? new Set()).add(entry));
}
