import { compareText, likenessFacts, likenessKinds, strengths } from '../likeness/likeness.ts';
import type { Strength } from '../likeness/likeness.ts';
import type { NoiseBand } from '../scoring/grades.ts';
import type { ClassReport } from './class-report.ts';

/** A part of what staff reads, in whatever form. Texts are as they are found. */
export interface StaffSection {
  readonly id: string;
  readonly title: string;
  readonly words: string | null;
  readonly items: readonly StaffItem[];
}

export interface StaffItem {
  /** A student's name and id, which may run in another direction than the sentence; null where it is about nobody. */
  readonly who: { readonly id: string; readonly name: string } | null;
  /** A file's name; null where it is about none. */
  readonly handIn: string | null;
  readonly what: string;
}

/** A likeness with names in place of ids. */
export interface ToldLikeness {
  readonly title: string;
  readonly strength: Strength;
  readonly students: readonly { readonly id: string; readonly name: string }[];
  readonly handIns: readonly string[];
  readonly evidence: readonly string[];
  /** What staff should look at. */
  readonly lookAt: string;
}

/** The strongest first, then what says most. */
export function toldLikenesses({ grades: { students }, likenesses }: ClassReport): ToldLikeness[] {
  const names = new Map(students.map(({ student }) => [student.id, student.name]));
  return [...likenesses]
    .sort(
      (a, b) =>
        strengths.indexOf(a.strength) - strengths.indexOf(b.strength) ||
        likenessKinds.indexOf(a.kind) - likenessKinds.indexOf(b.kind) ||
        compareText(a.students.join('\0'), b.students.join('\0')),
    )
    .map(({ kind, strength, students: ids, handIns, evidence }) => ({
      ...likenessFacts[kind],
      ...{ strength, handIns, evidence },
      students: ids.map((id) => ({ id, name: names.get(id) ?? id })),
    }));
}

export function likenessWords({ likenesses }: ClassReport): string {
  return likenesses.length === 0
    ? 'Nothing is more alike than it should be.'
    : 'What staff should look at. Nothing here has changed a grade, and none of it proves anything by itself.';
}

/** What staff should look at besides likenesses: notes, problems, who is absent, several hand-ins, noise. */
export function staffSections({ grades: { students, bands, rubric }, notes }: ClassReport): StaffSection[] {
  const absent = students.filter(({ counting, others }) => counting === null && others.length === 0);
  const several = students.filter(({ choice }) => choice !== null);
  return [
    {
      id: 'notes',
      title: 'Notes',
      words: notes.length === 0 ? 'Everything that was found belongs to a student.' : null,
      items: notes.map((what) => ({ who: null, handIn: null, what })),
    },
    {
      id: 'problems',
      title: 'Problems of hand-ins',
      words: null,
      items: students.flatMap(({ student, counting, others }) =>
        [...(counting === null ? [] : [counting]), ...others].flatMap(({ handIn, measured }) =>
          measured.problems
            .filter(({ severity }) => severity === 'fatal' || severity === 'error')
            .map(({ code, message }) => ({ who: student, handIn: handIn.name, what: `${message} (${code})` })),
        ),
      ),
    },
    {
      id: 'absent',
      title: 'Handed nothing in',
      words: absent.length === 0 ? 'Everybody handed something in.' : null,
      items: absent.map(({ student }) => ({ who: student, handIn: null, what: '' })),
    },
    {
      id: 'several',
      title: 'Which hand-in counts',
      words: several.length === 0 ? 'Nobody handed in more than once.' : null,
      items: several.map(({ student, choice }) => ({ who: student, handIn: null, what: choice ?? '' })),
    },
    {
      id: 'noise',
      title: 'Noise of the board',
      words:
        bands.length > 0
          ? null
          : rubric.judgeOn.kind === 'estimate'
            ? 'Latency and energy are estimates, which have none.'
            : 'There is no calibration, so figures that differ by noise alone get different points.',
      items: bands.map((band) => ({ who: null, handIn: null, what: noiseSentence(band) })),
    },
  ];
}

/** What noise means for points, as judgedValues and isReached have it. */
function noiseSentence({ measure, relative, basis }: NoiseBand): string {
  const percent = `${Number((100 * relative).toPrecision(2))} %`;
  return (
    `${measure}: two runs of one program lie within ${percent} of each other (${basis}). Thresholds and conditions that are` +
    ` missed by no more hold. On lines and by rank, neighbours within ${percent} are one group and judged by its best;` +
    ` a group that is wider than two such steps is parted at its widest gap, so that two who lie nearer than ${percent}` +
    ' may be judged apart there.'
  );
}
