import type { FastifyInstance } from 'fastify';
import { personOf, requireRole } from '../bearer.ts';
import type { Role } from '../../intake/person.ts';
import type { AuditFilter } from '../../records/audit.ts';
import * as schema from '../schemas.ts';
import type { Services } from '../services.ts';
import { auditJson, timeOf, tokenJson } from '../to-json.ts';

const auditId = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** Who one is, and for administrators: tokens and the audit log. */
export function peopleRoutes(app: FastifyInstance, { people, intake }: Services): void {
  const tags = ['people'];

  app.get('/me', {
    schema: {
      operationId: 'me',
      summary: 'Whose token it is.',
      tags,
      response: schema.answers({ 200: schema.answer('Whose it is, and what role it has.', schema.one('Person')) }),
    },
    handler: (request) => Promise.resolve(personOf(request)),
  });

  app.get('/tokens', {
    schema: {
      operationId: 'listTokens',
      summary: 'All tokens, without their secrets; for administrators.',
      tags,
      response: schema.answers({
        200: schema.answer(
          'Tokens of all, those that have ended too.',
          schema.whole({ tokens: schema.list(schema.one('Token')) }),
        ),
      }),
    },
    handler: async (request) => {
      requireRole(personOf(request), 'administrator');
      return { tokens: (await people.list()).map(tokenJson) };
    },
  });

  app.post<{ Body: { role: Role; organisation: string; label: string; expiresAt?: string | null } }>('/tokens', {
    schema: {
      operationId: 'createToken',
      summary: 'Makes a token, which is told this once; for administrators.',
      tags,
      body: schema.object(
        {
          role: schema.role,
          organisation: schema.organisation,
          label: schema.writtenText(100),
          expiresAt: { type: 'string', format: 'date-time', nullable: true },
        },
        ['role', 'organisation', 'label'],
      ),
      response: schema.answers({
        201: schema.answer(
          'The token itself, this once.',
          schema.whole({ token: schema.text, record: schema.one('Token') }),
        ),
      }),
    },
    handler: async (request, reply) => {
      const person = personOf(request);
      requireRole(person, 'administrator');
      const { role, organisation, label, expiresAt } = request.body;
      const { token, record } = await people.create(person, {
        role,
        organisation,
        label,
        expiresAt: timeOf(expiresAt),
      });
      void reply.code(201).header('cache-control', 'no-store');
      return { token, record: tokenJson(record) };
    },
  });

  app.delete<{ Params: { id: string } }>('/tokens/:id', {
    schema: {
      operationId: 'revokeToken',
      summary: 'Ends a token; for administrators.',
      tags,
      params: schema.whole({ id: schema.tokenId }),
      response: schema.answers({ 200: schema.answer('The token, which has ended.', schema.one('Token')) }),
    },
    handler: async (request) => {
      const person = personOf(request);
      requireRole(person, 'administrator');
      return tokenJson(await people.revoke(person, request.params.id));
    },
  });

  app.get<{ Querystring: AuditFilter }>('/audit', {
    schema: {
      operationId: 'audit',
      summary: 'Every change, in the order that is asked for; for administrators.',
      description: 'The next page begins behind the last id of this one: `after`, or `before` with the newest first.',
      tags,
      querystring: schema.object({
        after: auditId,
        before: auditId,
        order: { type: 'string', enum: ['oldest', 'newest'], default: 'oldest', description: 'Which come first.' },
        limit: { ...schema.limit, maximum: 1000, default: 200 },
      }),
      response: schema.answers({
        200: schema.answer('Lines of the log.', schema.whole({ entries: schema.list(schema.one('AuditEntry')) })),
      }),
    },
    handler: async (request) => {
      const person = personOf(request);
      requireRole(person, 'administrator');
      return { entries: (await intake.audit(person, request.query)).map(auditJson) };
    },
  });
}
