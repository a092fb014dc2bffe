import type { MeasuredHandIn } from '../scoring/grades.ts';
import { likenessOf, namesOf, quoted, studentsOf } from './class-hand-ins.ts';
import { compareText } from './likeness.ts';
import type { Likeness, LikenessOptions } from './likeness.ts';

/** Students whose runs come from another board than the rubric asks for, or from several boards. */
export function otherDevices(all: readonly MeasuredHandIn[], { device = null }: LikenessOptions): Likeness[] {
  const found: Likeness[] = [];
  for (const student of studentsOf(all)) {
    const own = all.filter(({ handIn }) => handIn.student.id === student);
    const foreign = own.filter((handIn) => devicesOf([handIn]).some((name) => !isSaid(name, device)));
    if (foreign.length > 0) {
      const names = devicesOf(foreign).filter((name) => !isSaid(name, device));
      const sentence = `Runs in ${namesOf(foreign)} are of ${list(names)}, and the rubric asks for ${quoted(device ?? '')}.`;
      found.push(likenessOf('other-device', 'strong', foreign, [sentence]));
    }
    const mixed = own.filter((handIn) => devicesOf([handIn]).length > 1);
    if (mixed.length > 0) {
      const evidence = mixed.map((handIn) => `Runs in ${namesOf([handIn])} are of ${list(devicesOf([handIn]))}.`);
      found.push(likenessOf('other-device', 'strong', mixed, evidence));
    } else if (devicesOf(own).length > 1) {
      const evidence = own.flatMap((handIn) => {
        const names = devicesOf([handIn]);
        return names.length === 0 ? [] : [`Runs in ${namesOf([handIn])} are of ${list(names)}.`];
      });
      found.push(likenessOf('other-device', 'hint', own, evidence));
    }
  }
  return found;
}

/** What the boards of the runs call themselves, each once, sorted. */
function devicesOf(handIns: readonly MeasuredHandIn[]): string[] {
  const names = handIns.flatMap(({ measured }) => measured.runs.flatMap(({ device }) => device?.trim() ?? []));
  return [...new Set(names)].sort(compareText);
}

function isSaid(name: string, device: string | null): boolean {
  return device === null || name.toLowerCase().includes(device.trim().toLowerCase());
}

function list(names: readonly string[]): string {
  return names.map((name) => `the board ${quoted(name)}`).join(' and ');
}
