import { fingerprintModel } from '../../../../submissions/grading/likeness/model-fingerprint.ts';
import type { Likeness } from '../../../../submissions/grading/likeness/likeness.ts';
import type {
  Figure,
  Measured,
  MeasuredModel,
  MeasuredRun,
} from '../../../../submissions/grading/measuring/measured.ts';
import type { MeasuredHandIn } from '../../../../submissions/grading/scoring/grades.ts';
import { sha256 } from '../../../../workloads/datasets/digest.ts';
import type { ModelGraph } from '../../../../workloads/models/graph.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';

/** A hand-in, by default unlike any other. */
export function handInOf(id: string, measured: Partial<Measured> = {}, attempt = 1): MeasuredHandIn {
  const name = `${id}-${attempt}.zip`;
  return {
    handIn: {
      student: { id, name: `Name of ${id}`, email: null },
      path: `/${name}`,
      name,
      handedInAt: null,
      isMarkedLate: false,
      attempt,
    },
    measured: {
      digest: sha256(name),
      figures: [],
      problems: [],
      model: null,
      runs: [],
      missingFiles: [],
      bytes: 1000,
      ...measured,
    },
  };
}

export function modelOf(graph: ModelGraph, answers = ''): MeasuredModel {
  const bytes = writeModelGraph(graph);
  return {
    file: 'model.tflite',
    bytes: bytes.length,
    sha256: sha256(bytes),
    ...fingerprintModel(graph),
    answers,
    precision: 'int8',
    profile: { macs: 0, parameters: 0, flashBytes: 0, flash: [], sramBytes: 0, sram: [], operators: [] },
  };
}

/** A model that has nothing in common with others but its answers. */
export function modelWithAnswers(id: string, answers: string): MeasuredModel {
  return {
    ...{ file: 'model.tflite', bytes: 1000, sha256: sha256(`file ${id}`), precision: 'int8' },
    ...{ graphSha256: sha256(`graph ${id}`), architectureSha256: sha256('one'), weights: [], answers },
    profile: { macs: 0, parameters: 0, flashBytes: 0, flash: [], sramBytes: 0, sram: [], operators: [] },
  };
}

export function runOf(id: string, run: Partial<MeasuredRun> = {}): MeasuredRun {
  return {
    mode: 'performance',
    folder: 'session',
    logSha256: sha256(`log ${id}`),
    lapsSha256: sha256(`laps ${id}`),
    device: null,
    startedAt: null,
    durationS: null,
    isSimulated: false,
    verdict: 'valid',
    ...run,
  };
}

/** The accuracy on one part of the data. */
export function accuracyOf(data: 'public' | 'hidden', correct: number, samples: number): Figure {
  const basis = `${correct} of ${samples} right`;
  return { measure: 'accuracy', data, value: correct / samples, basis, kind: 'derived', samples };
}

/** In short what was found: `same-model certain: a b`. */
export function found(likenesses: readonly Likeness[]): string[] {
  return likenesses.map(({ kind, strength, students }) => `${kind} ${strength}: ${students.join(' ')}`);
}
