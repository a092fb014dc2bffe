import { systemFields } from './system-fields.ts';

/** Asks a person for a line; an empty answer leaves the field empty. */
export type Ask = (question: string) => Promise<string>;

/**
 * Asks for every field of a system description, for those that must not stay empty and those with choices until there
 * is an answer that will do.
 * @param known what need not be asked, such as what a file says already
 */
export async function askForSystem(
  ask: Ask,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map(known);
  for (const { name, question, required = false, choices } of systemFields) {
    if (question === '' || answers.has(name)) continue;
    const mark = required ? '' : ' (Enter for none)';
    for (let words = `${question}${mark}: `; ;) {
      const answer = (await ask(words)).trim();
      const chosen = choices?.find((choice) => choice.toLowerCase() === answer.toLowerCase()) ?? answer;
      const isChoice = choices === undefined || answer === '' || choices.includes(chosen);
      if (isChoice && !(required && answer === '')) {
        answers.set(name, chosen);
        break;
      }
      words = `It must be ${choices === undefined ? 'given' : `one of ${choices.join(', ')}`}. ${question}: `;
    }
  }
  return answers;
}
