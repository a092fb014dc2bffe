import { failure } from '../errors.ts';
import type { Reply } from './link.ts';
import type { Place } from './replies.ts';
import { Stumble } from './stumble.ts';

/** What a board says it is. */
export interface Identity {
  readonly name: string;
  readonly profile: string;
  readonly model: string;
  readonly capabilities: readonly string[];
}

/** What the replies to `name` and `profile` say the board is. */
export function identityFrom(named: Reply, profiled: Reply, place: Place): Identity | Stumble {
  let name: string | undefined;
  let profile: string | undefined;
  let model: string | undefined;
  const capabilities: string[] = [];
  for (const message of [...named.messages, ...profiled.messages]) {
    if (message.kind === 'name') name = message.name;
    if (message.kind === 'profile') profile = message.profile;
    if (message.kind === 'model') model = message.model;
    if (message.kind === 'capabilities') capabilities.push(...message.capabilities);
  }
  if (name !== undefined && profile !== undefined && model !== undefined) return { name, profile, model, capabilities };
  const missing = name === undefined ? 'm-name-dut' : profile === undefined ? 'm-profile' : 'm-model';
  const command = name === undefined ? 'name' : 'profile';
  return new Stumble('loss', `${missing} is missing`, failure('board.reply', { ...place, command, missing }));
}
