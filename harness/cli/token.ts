import { Command, InvalidArgumentError, Option } from 'commander';
import type { TokenWish } from '../../site/client/intake-client.ts';
import type { InJson } from '../../site/server/intake/in-json.ts';
import { People } from '../../site/server/intake/people.ts';
import type { TokenRecord } from '../../site/server/intake/people.ts';
import { organisationPattern, roles } from '../../site/server/intake/person.ts';
import type { Role } from '../../site/server/intake/person.ts';
import { printable } from '../../submissions/printable.ts';
import { systemClock } from '../clock.ts';
import { withData, withDataOptions } from './data-options.ts';
import type { DataOptions } from './data-options.ts';
import { formatTable, printJson, printLine } from './output.ts';
import { intakeClient, timeOption, tokenIdOption, withServerOptions } from './server-options.ts';
import type { ServerOptions } from './server-options.ts';

type ToldToken = InJson<TokenRecord>;

interface WhereOptions extends ServerOptions, DataOptions {
  readonly json?: true;
}

interface CreateOptions extends WhereOptions {
  readonly role: Role;
  readonly organisation: string;
  readonly label?: string;
  readonly expires?: Date;
}

/** `boardbench token …`: who may do what at an intake server. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('Makes, lists and revokes the tokens by which an intake server knows people.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

const whereText = `
A server that runs is asked with --to and an administrator's token; one with an embedded database that is stopped is
changed in its --data folder, one on PostgreSQL with --database, running or not.`;

function createCommand(): Command {
  return withWhere(
    new Command('create')
      .description('Makes a token and prints it, once: nothing but its hash is kept.')
      .addOption(new Option('--role <role>', 'what its bearer may do').choices([...roles]).makeOptionMandatory())
      .requiredOption('--organisation <name>', 'whom its bearer belongs to, as acme-labs', organisationOption)
      .option('--label <text>', 'what people call it; else the organisation')
      .option('--expires <time>', 'when it ends, as 2026-09-01 or 30d; else it does not', timeOption),
  )
    .addHelpText(
      'after',
      `${whereText}

Examples:
  boardbench token create --role submitter --organisation acme --label "Ann at ACME" --expires 52w
  boardbench token create --role reviewer --organisation lab --to https://intake.example.org/ --json`,
    )
    .action(async ({ role, organisation, label = organisation, expires, ...where }: CreateOptions) => {
      const { token, record } = await create({ role, organisation, label, expiresAt: expires ?? null }, where);
      if (where.json === true) printJson({ token, ...record });
      else {
        process.stderr.write(`boardbench: ${printable(sentenceOf(record))}; its token, shown this once:\n`);
        printLine(printable(token));
      }
    });
}

function listCommand(): Command {
  return withWhere(new Command('list').description('Lists the tokens, without what is secret in them.'))
    .addHelpText('after', `${whereText}\n\nExample:\n  boardbench token list --data /srv/boardbench`)
    .action(async (where: WhereOptions) => {
      const tokens =
        where.to === undefined
          ? (await withPeople(where, 'token list', (people) => people.list())).map(toldToken)
          : await intakeClient(where, 'token list').tokens();
      if (where.json === true) printJson({ tokens });
      else for (const line of tableOf(tokens)) printLine(printable(line));
    });
}

function revokeCommand(): Command {
  return withWhere(
    new Command('revoke')
      .description('Ends a token at once.')
      .argument('<id>', 'its id, the letters and digits between the two _ of it', tokenIdOption),
  )
    .addHelpText('after', `${whereText}\n\nExample:\n  boardbench token revoke 4kq2m7xd --data /srv/boardbench`)
    .action(async (id: string, where: WhereOptions) => {
      const record =
        where.to === undefined
          ? toldToken(await withPeople(where, 'token revoke', (people) => people.revoke(null, id)))
          : await intakeClient(where, 'token revoke').revokeToken(id);
      if (where.json === true) printJson(record);
      else printLine(printable(`${sentenceOf(record)}: revoked`));
    });
}

function withWhere(command: Command): Command {
  return withDataOptions(withServerOptions(command)).option('--json', 'print one JSON document');
}

async function create(wish: TokenWish, where: WhereOptions): Promise<{ token: string; record: ToldToken }> {
  if (where.to !== undefined) return intakeClient(where, 'token create').createToken(wish);
  const { token, record } = await withPeople(where, 'token create', (people) => people.create(null, wish));
  return { token, record: toldToken(record) };
}

function withPeople<Result>(
  where: DataOptions,
  command: string,
  work: (people: People) => Promise<Result>,
): Promise<Result> {
  return withData(where, command, ({ database }) => work(new People(database, systemClock)));
}

function toldToken({ createdAt, expiresAt, revokedAt, ...record }: TokenRecord): ToldToken {
  return {
    ...record,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}

function sentenceOf({ id, role, organisation, label }: ToldToken): string {
  return `${id}, ${role} of ${organisation} (${label})`;
}

function tableOf(tokens: readonly ToldToken[]): string[] {
  const day = (time: string | null): string => time?.slice(0, 10) ?? '';
  const now = systemClock.wallTime().toISOString();
  return formatTable(
    ['id', 'role', 'organisation', 'label', 'made', 'ends', 'works'],
    tokens.map(({ id, role, organisation, label, createdAt, expiresAt, revokedAt }) => [
      ...[id, role, organisation, label, day(createdAt), day(expiresAt)],
      revokedAt !== null ? `revoked ${day(revokedAt)}` : expiresAt !== null && expiresAt <= now ? 'expired' : 'yes',
    ]),
  );
}

function organisationOption(text: string): string {
  if (!new RegExp(organisationPattern).test(text)) {
    throw new InvalidArgumentError('It must be lower case letters, digits and -, at most 63.');
  }
  return text;
}
