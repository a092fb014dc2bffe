import type { GradedHandIn } from '../scoring/grades.ts';
import type { ClassReport } from './class-report.ts';
import { classStatistics } from './class-statistics.ts';
import { jsonText } from './json-text.ts';

export const gradesFormat = 'boardbench-grades';
export const gradesVersion = 1;

/** The grades for programs of the staff; the same text for the same grades. */
export function gradesJson({ grades: { rubric, bands, students }, likenesses, notes, program }: ClassReport): string {
  const document = {
    format: gradesFormat,
    version: gradesVersion,
    program,
    rubric: { title: rubric.title, sha256: rubric.sha256, points: rubric.points },
    bands,
    statistics: classStatistics({ rubric, bands, students }),
    students: students.map(({ student, total, choice, counting, others }) => ({
      ...student,
      total,
      choice,
      counting: counting === null ? null : handInJson(counting),
      others: others.map(handInJson),
    })),
    likenesses,
    notes,
  };
  return jsonText(document);
}

function handInJson({ handIn, measured, scores, conditions, ...rest }: GradedHandIn): object {
  const { name, attempt, handedInAt, isMarkedLate } = handIn;
  return {
    ...{ name, attempt, handedInAt, isMarkedLate, digest: measured.digest, ...rest },
    scores: scores.map(({ criterion, figure, judgedBy, share, points, why }) => ({
      ...{ id: criterion.id, measure: criterion.measure, data: criterion.data, weight: criterion.weight },
      ...{ figure, judgedBy, share, points, why },
    })),
    conditions: conditions.map(({ condition, figure, holds, why }) => ({ title: condition.title, figure, holds, why })),
    problems: measured.problems,
    missingFiles: measured.missingFiles,
    model: measured.model === null ? null : { file: measured.model.file, sha256: measured.model.sha256 },
  };
}
