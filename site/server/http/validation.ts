import { Ajv } from 'ajv';
import type { FastifyInstance } from 'fastify';

/** ISO 8601 with a time zone, as RFC 3339 has it, of a day that exists, and in UTC within the years 1 to 9999. */
export function isDateTime(text: string): boolean {
  const parts = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text);
  if (parts === null || Number.isNaN(Date.parse(text))) return false;
  // A zone may lead out of the years that have four digits, and databases know no year 0.
  const year = new Date(text).getUTCFullYear();
  if (year < 1 || year > 9999) return false;
  // JavaScript takes the 31st of every month.
  const day = new Date(`${parts[1] ?? ''}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(parts[1] ?? '');
}

/** Validates addresses alone: bodies are streams here, and their schemas are for the description. */
export function validateAddressesOnly(app: FastifyInstance): void {
  const compile = app.validatorCompiler;
  app.setValidatorCompiler<object>((part) =>
    part.httpPart === 'body' || compile === undefined ? () => true : compile(part),
  );
}

/** Bodies are taken as they are; what stands in an address is text, and numbers are made of it. */
export function validateStrictly(app: FastifyInstance): void {
  const options = {
    strict: true,
    allErrors: false,
    removeAdditional: false,
    useDefaults: true,
    formats: { 'date-time': isDateTime, binary: true },
  } as const;
  const ofBody = new Ajv({ ...options, coerceTypes: false });
  const ofAddress = new Ajv({ ...options, coerceTypes: true });
  app.setValidatorCompiler<object>(({ schema, httpPart }) =>
    (httpPart === 'body' ? ofBody : ofAddress).compile(schema),
  );
}
