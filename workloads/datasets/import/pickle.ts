/**
 * Reads the Python pickles that CIFAR-10 is published in, and nothing else: the opcodes of protocol 2 that stand in
 * them, and of all that a pickle can name and call only what makes a numpy array. Nothing is ever executed.
 */
import { PickleBytes, PickleProblem } from './pickle-bytes.ts';

/** A value of such a pickle. Python 2 strings are bytes; tuples are lists. */
export type PickleValue =
  null | boolean | number | Uint8Array | PickleValue[] | Map<string, PickleValue> | PickledArray | PickledType | Named;

/** A numpy array as it was pickled: its shape, the name of its type such as `u1`, and its bytes. */
export class PickledArray {
  shape: readonly number[] = [];
  dtype = '';
  isFortranOrder = false;
  data: Uint8Array = new Uint8Array();
}

/** The type of an array's values. */
class PickledType {
  readonly typeName: string;
  constructor(typeName: string) {
    this.typeName = typeName;
  }
}

/** Things that these pickles name, by module and name. */
const allowed = {
  'numpy.core.multiarray _reconstruct': 'reconstruct',
  'numpy ndarray': 'ndarray',
  'numpy dtype': 'dtype',
} as const;

/** One of them. */
class Named {
  readonly what: (typeof allowed)[keyof typeof allowed];
  constructor(what: (typeof allowed)[keyof typeof allowed]) {
    this.what = what;
  }
}

/** @throws PickleProblem where the bytes are not such a pickle */
export function readPickle(bytes: Uint8Array): PickleValue {
  return new PickleReader(bytes).read();
}

const latin1 = new TextDecoder('latin1');

class PickleReader {
  readonly #bytes: PickleBytes;
  #stack: PickleValue[] = [];
  /** The stacks below the marks that are open. */
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array) {
    this.#bytes = new PickleBytes(bytes);
  }

  read(): PickleValue {
    if (this.#bytes.uint8() !== 0x80 || this.#bytes.uint8() !== 2) {
      throw new PickleProblem('it is no pickle of protocol 2');
    }
    for (;;) {
      const start = this.#bytes.at;
      const opcode = String.fromCharCode(this.#bytes.uint8());
      if (opcode === '.') {
        if (!this.#bytes.isAtEnd) throw new PickleProblem(`bytes follow its end at ${this.#bytes.at}`);
        return this.#pop();
      }
      const value = this.#valueOf(opcode, start);
      if (value === undefined) this.#act(opcode, start);
      else this.#stack.push(value);
    }
  }

  /** The value that an opcode pushes; undefined where it does something else. */
  #valueOf(opcode: string, start: number): PickleValue | undefined {
    const bytes = this.#bytes;
    switch (opcode) {
      case ')':
      case ']':
        return [];
      case '}':
        return new Map();
      case 'N':
        return null;
      case '\x88':
        return true;
      case '\x89':
        return false;
      case 'K':
        return bytes.uint8();
      case 'M':
        return bytes.uint16();
      case 'J':
        return bytes.int32();
      case '\x8a':
        return bytes.signed(bytes.uint8());
      case 'U':
        return bytes.slice(bytes.uint8());
      case 'T':
        return bytes.slice(bytes.uint32());
      case '\x85':
        return [this.#pop()];
      case '\x86':
        return [this.#pop(), this.#pop()].reverse();
      case '\x87':
        return [this.#pop(), this.#pop(), this.#pop()].reverse();
      case 't':
        return this.#popMark();
      case 'h':
        return this.#get(bytes.uint8(), start);
      case 'j':
        return this.#get(bytes.uint32(), start);
      case 'c':
        return named(`${bytes.line()} ${bytes.line()}`, start);
      case 'R': {
        const parameters = this.#pop();
        return called(this.#pop(), parameters, start);
      }
      default:
        return undefined;
    }
  }

  #act(opcode: string, start: number): void {
    switch (opcode) {
      case '(':
        this.#below.push(this.#stack);
        this.#stack = [];
        break;
      case 'a':
        this.#append([this.#pop()], start);
        break;
      case 'e':
        this.#append(this.#popMark(), start);
        break;
      case 's':
        this.#setItems([this.#pop(), this.#pop()].reverse(), start);
        break;
      case 'u':
        this.#setItems(this.#popMark(), start);
        break;
      case 'q':
        this.#memo.set(this.#bytes.uint8(), this.#top());
        break;
      case 'r':
        this.#memo.set(this.#bytes.uint32(), this.#top());
        break;
      case 'b': {
        const state = this.#pop();
        build(this.#top(), state, start);
        break;
      }
      default: {
        const code = opcode.charCodeAt(0).toString(16).padStart(2, '0');
        throw new PickleProblem(`opcode 0x${code} at byte ${start} does not belong into a CIFAR-10 batch`);
      }
    }
  }

  #append(items: readonly PickleValue[], start: number): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw new PickleProblem(`something is appended to what is no list at byte ${start}`);
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly PickleValue[], start: number): void {
    const dictionary = this.#top();
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) {
      throw new PickleProblem(`items are set in what is no dictionary at byte ${start}`);
    }
    for (let at = 0; at < items.length; at += 2) {
      const key = items[at];
      if (!(key instanceof Uint8Array)) throw new PickleProblem(`a key is no string at byte ${start}`);
      dictionary.set(latin1.decode(key), items[at + 1] ?? null);
    }
  }

  #get(index: number, start: number): PickleValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw new PickleProblem(`nothing was put where byte ${start} gets it from`);
    return value;
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw new PickleProblem(`a value is missing before byte ${this.#bytes.at}`);
    return value;
  }

  #top(): PickleValue {
    const value = this.#pop();
    this.#stack.push(value);
    return value;
  }

  #popMark(): PickleValue[] {
    const below = this.#below.pop();
    if (below === undefined) throw new PickleProblem(`a mark is missing before byte ${this.#bytes.at}`);
    const items = this.#stack;
    this.#stack = below;
    return items;
  }
}

function named(name: string, start: number): Named {
  for (const [known, what] of Object.entries(allowed)) if (known === name) return new Named(what);
  throw new PickleProblem(`it names ${name.replace(' ', '.').slice(0, 80)} at byte ${start}, which is not followed`);
}

/** What the call of an allowed name gives: an array that is still to be filled, or a type. */
function called(callee: PickleValue, parameters: PickleValue, start: number): PickleValue {
  const [first] = Array.isArray(parameters) ? parameters : [];
  if (callee instanceof Named && callee.what === 'reconstruct' && first instanceof Named && first.what === 'ndarray') {
    return new PickledArray();
  }
  if (callee instanceof Named && callee.what === 'dtype' && first instanceof Uint8Array) {
    return new PickledType(latin1.decode(first));
  }
  throw new PickleProblem(`it calls something at byte ${start}, which is not followed`);
}

function build(target: PickleValue, state: PickleValue, start: number): void {
  // The rest of a type is its byte order and fields, which types of one byte do not have.
  if (target instanceof PickledType) return;
  const [, shape, type, isFortranOrder, data] = Array.isArray(state) ? state : [];
  if (
    !(target instanceof PickledArray) ||
    !Array.isArray(shape) ||
    !(type instanceof PickledType) ||
    typeof isFortranOrder !== 'boolean' ||
    !(data instanceof Uint8Array)
  ) {
    throw new PickleProblem(`what is built at byte ${start} is no numpy array`);
  }
  const lengths = shape.filter((length) => typeof length === 'number');
  if (lengths.length < shape.length) throw new PickleProblem(`the array at byte ${start} has no shape`);
  target.shape = lengths;
  target.dtype = type.typeName;
  target.isFortranOrder = isFortranOrder;
  target.data = data;
}
