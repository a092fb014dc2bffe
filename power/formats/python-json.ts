/**
 * The value of a JSON text as Python writes it: NaN and Infinity, which JSON has not, become null. Takes time that grows
 * with the text, whatever it is.
 * @throws SyntaxError of JSON.parse
 */
export function parsePythonJson(text: string): unknown {
  return JSON.parse(/\b(?:NaN|Infinity)\b/.test(text) ? withNulls(text) : text);
}

function withNulls(text: string): string {
  let isInText = false;
  return text.replace(/\\[^]|"|-?\b(?:NaN|Infinity)\b/g, (part) => {
    if (part === '"') isInText = !isInText;
    return isInText || part === '"' || part.startsWith('\\') ? part : 'null';
  });
}
