import { failure } from '../../../harness/errors.ts';
import type { BenchError } from '../../../harness/errors.ts';

interface FileFormat {
  readonly name: string;
  readonly isArchive: boolean;
  readonly begins: (head: Buffer) => boolean;
}

/** What is handed in in place of a .tflite, by its first bytes: names lie. */
const formats: readonly FileFormat[] = [
  {
    ...{ name: 'a Keras model (HDF5)', isArchive: false },
    begins: (head) => head.toString('latin1', 0, 4) === '\u0089HDF',
  },
  // Field 1 (the version), then a field of text or a number: ONNX files are protocol buffers without a mark.
  {
    ...{ name: 'an ONNX model', isArchive: false },
    begins: (head) => head[0] === 0x08 && (head[1] ?? 0) < 0x20 && (head[2] === 0x12 || head[2] === 0x3a),
  },
  { name: 'a RAR archive', isArchive: true, begins: (head) => head.toString('latin1', 0, 6) === 'Rar!\u001a\u0007' },
  {
    ...{ name: 'a 7z archive', isArchive: true },
    begins: (head) => head.toString('latin1', 0, 6) === '7z\u00bc\u00af\u0027\u001c',
  },
];

const headBytes = 16;

/** Why a file that is no usable .tflite is none, for whoever handed it in; null where it is not known. */
export function formatProblem(bytes: Uint8Array, file: string): BenchError | null {
  const head = Buffer.from(bytes.subarray(0, headBytes));
  // The mark of .tflite, behind the offset of its first table.
  if (head.toString('latin1', 4, 8) === 'TFL3') return failure('grade.broken-model', { file });
  const format = formats.find(({ begins }) => begins(head));
  if (format === undefined) return null;
  return failure(format.isArchive ? 'grade.other-archive' : 'grade.other-format', { file, format: format.name });
}
