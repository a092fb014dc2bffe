import type { TrustStatement } from '../../../power/trust.ts';

/** A trust statement in lines for people. */
export function trustLines({ tier, reasons, boundJ, contributions, excludes }: TrustStatement): string[] {
  const bound = boundJ === null ? 'no bound' : `within ${microjoules(boundJ)} an inference`;
  return [
    `Trust: ${tier}, ${bound}.`,
    ...contributions.map(({ name, why, joulesPerInference }) => {
      const share = joulesPerInference === null ? 'cannot be told' : microjoules(joulesPerInference);
      return `  ${name}: ${share} (${why})`;
    }),
    `  Not in it: ${excludes}.`,
    ...(reasons.length === 0 ? [] : ['Not certified:', ...reasons.map((reason) => `  - ${reason}`)]),
  ];
}

function microjoules(joules: number): string {
  return `± ${(joules * 1e6).toPrecision(3)} uJ`;
}
