/** The time before each line of a log, as EEMBC's runner prints it: seconds with five digits or more, milliseconds. */
export function logTime(tUs: number): string {
  const milliseconds = Math.floor(tUs / 1000);
  const seconds = String(Math.floor(milliseconds / 1000)).padStart(5, '0');
  return `${seconds}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** Text of a board or a user, fit to stand in one line of a log: control characters show as `\x00`. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, (character) => {
    return `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`;
  });
}
