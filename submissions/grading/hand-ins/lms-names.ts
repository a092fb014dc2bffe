/** What the name of a file or folder in the export of an LMS says. */
export interface LmsName {
  readonly lms: 'canvas' | 'moodle';
  /** As the LMS writes it: Canvas leaves out what is no letter. */
  readonly name: string;
  /** Canvas's number of the student, Moodle's of who takes part in the assignment. */
  readonly number: string;
  readonly isMarkedLate: boolean;
  /** What the student called it; empty of a folder that holds everything. */
  readonly file: string;
  /** Of Moodle: what was handed in as text in its own field is no file. */
  readonly isText: boolean;
}

/**
 * Understands the names that exports have:
 * - Canvas: `lovelaceada_LATE_1234_56789_model-1.tflite`: name, mark, student, file, and behind a file that replaced one
 *   of the same name how often;
 * - Moodle: `Ada Lovelace_1234_assignsubmission_file_`, a folder, or the same in front of a file's name.
 * @returns undefined for other names
 */
export function readLmsName(name: string): LmsName | undefined {
  const plain = name.normalize('NFC');
  const moodle = /^(.+)_(\d+)_assignsubmission_([a-z]+)_?(.*)$/su.exec(plain);
  if (moodle !== null) {
    const [, who = '', number = '', kind, file = ''] = moodle;
    return { lms: 'moodle', name: who, number, isMarkedLate: false, file, isText: kind !== 'file' };
  }
  const canvas = /^([^_]+)_(LATE_)?(\d+)_(\d+)_(.+)$/su.exec(plain);
  if (canvas === null) return undefined;
  const [, who = '', late, number = '', , file = ''] = canvas;
  return {
    lms: 'canvas',
    name: who,
    number,
    isMarkedLate: late !== undefined,
    file: file.replace(/-\d{1,3}(?=(?:\.tar)?\.[^.]+$|$)/u, ''),
    isText: false,
  };
}

/** The name of a hand-in without what it was packed in, and which of several it says to be. */
export function readPlainName(name: string): { readonly stem: string; readonly attempt: number | null } {
  const stem = name
    .normalize('NFC')
    .replace(/(?:\.tar)?\.(?:zip|tar|gz|tgz|tflite|lite)$/iu, '')
    .trim();
  const [, before, number = '1'] = /^(.+?)(?:\s*\(|[\s_-]+attempt[\s_-]*)(\d{1,3})\)?$/iu.exec(stem) ?? [];
  return before === undefined ? { stem, attempt: null } : { stem: before.trim(), attempt: Number(number) };
}
