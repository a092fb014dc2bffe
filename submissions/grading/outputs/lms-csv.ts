import { csvText } from '../../csv-text.ts';
import { oneLine } from './one-line.ts';
import { classFeedback } from './feedback.ts';
import { feedbackComment } from './feedback-comment.ts';
import type { ToldGrades } from './told-grades.ts';

/** What the course's ids are to Canvas, which looks for students by the first of these columns that is filled in. */
export type CanvasId = 'ID' | 'SIS User ID' | 'SIS Login ID';

/**
 * What Canvas imports into its gradebook: a column of the assignment with its points. Without a byte order mark: it is
 * for a program that reads UTF-8.
 * @param told the grades as students may know them: a gradebook shows them what it holds
 * @param idColumn what the ids are: `ID` is Canvas's own, a number, which the names of an export have
 */
export function canvasCsv({ grades }: ToldGrades, idColumn: CanvasId = 'SIS User ID'): string {
  const { rubric, students } = grades;
  const columns: readonly CanvasId[] = ['ID', 'SIS User ID', 'SIS Login ID'];
  return csvText(
    ['Student', ...columns, 'Section', oneLine(rubric.title)],
    [
      // Canvas's own exports have these blanks too.
      ['    Points Possible', null, null, null, null, rubric.points],
      ...students.map(({ student: { id, name, email }, total }) => [
        oneLine(name),
        ...columns.map((column) => {
          if (column === idColumn) return oneLine(id);
          return column === 'SIS Login ID' && email !== null ? oneLine(email) : null;
        }),
        null,
        total,
      ]),
    ],
  );
}

/** What the course's ids are to Moodle: numbers of its users, or of who takes part in the one assignment. */
export type MoodleId = 'ID number' | 'participant';

/**
 * What Moodle imports: its gradebook (mapped by email address or id number), and as the grading worksheet of an assignment
 * where the ids are those of participants, which the names of an export have. Else their column is empty: any number may be
 * that of another student there. Without a byte order mark, as Moodle reads UTF-8.
 * @param told as for Canvas
 */
export function moodleCsv(told: ToldGrades, ids: MoodleId = 'ID number'): string {
  const { rubric, students } = told.grades;
  const comments = new Map(classFeedback(told).map((feedback) => [feedback.student.id, feedbackComment(feedback)]));
  return csvText(
    [
      ...['Identifier', 'Full name', 'ID number', 'Email address', 'Grade', 'Maximum grade'],
      ...['Last modified (grade)', 'Feedback comments'],
    ],
    students.map(({ student: { id, name, email }, total }) => [
      ids === 'participant' && /^\d+$/.test(id) ? `Participant ${id}` : null,
      ...[oneLine(name), ids === 'participant' ? null : oneLine(id), email === null ? null : oneLine(email)],
      ...[total, rubric.points],
      // It refuses a worksheet without this column; without a time it leaves grades alone that are there already.
      null,
      comments.get(id),
    ]),
  );
}
