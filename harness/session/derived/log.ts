import type { JournalEvent, SessionHead } from '../events.ts';
import type { JournalLine } from '../journal-reader.ts';
import { logTime, printable } from './log-time.ts';

/** A line that waits until it is known whether its inference counts. */
interface Held {
  readonly text: string;
  /** Part of what the inference says; other lines are printed in any case. */
  readonly isEvidence: boolean;
}

/** An inference command whose outcome is not known yet. */
interface Pending {
  readonly command: string;
  readonly input: string;
  readonly lines: Held[];
}

/**
 * Writes log.txt in the form of EEMBC's logs, line for line out of the journal, so that a reader of those finds every
 * window and sample that counts, and no other: of inferences that do not count (calibrations, windows measured again,
 * samples cut off) it says so in one line. All that was said on the link is in the journal.
 */
export class SessionLog {
  #head: SessionHead | undefined;
  #input = '';
  #pending: Pending | undefined;

  /** The text for the next line of the journal: none, one or more lines. */
  next(line: JournalLine): string {
    const time = logTime(line.tUs);
    const { event } = line;
    switch (event.type) {
      case 'session':
        this.#head = event;
        return opening(event, time);
      case 'sent':
        return this.#sent(event.text, time);
      case 'window': {
        if (event.use === 'counted') return this.#counts();
        const why = event.use === 'calibration' ? 'calibration' : `measured again: ${event.why ?? 'no reason given'}`;
        const laps = `laps ${event.startLapUs} to ${event.endLapUs}`;
        return this.#doesNotCount(`${why}; ${event.elapsedUs} us, ${laps}`, time);
      }
      case 'energy-window': {
        const recording = event.recording === null ? 'nothing recorded' : event.recording.file;
        if (event.use === 'counted') return this.#counts() + logLine(time, 'emon', registered(recording));
        const why = event.use === 'calibration' ? 'calibration' : `measured again: ${event.why ?? 'no reason given'}`;
        return this.#doesNotCount(`${why}; ${event.elapsedUs} us, ${recording}`, time);
      }
      case 'sample':
        return this.#counts();
      case 'resumed':
      case 'stopped':
      case 'finished':
        return this.#doesNotCount('cut off', time) + this.#plain(event, time);
      case 'payload':
        this.#input = event.input;
        return this.#plain(event, time);
      case 'opened':
      case 'identity':
      case 'received':
      case 'fault':
      case 'note':
      case 'monitor':
      case 'manager':
      case 'manager-laps':
        return this.#plain(event, time);
    }
  }

  /** The text behind the journal's last line. */
  end(tUs: number): string {
    return this.#doesNotCount('cut off', logTime(tUs));
  }

  #sent(text: string, time: string): string {
    const command = text.endsWith('%') ? text.slice(0, -1) : text;
    const line = logLine(time, 'parser', `Command "dut ${printable(command)}"`);
    if (!command.startsWith('infer ')) return this.#out(line, true);
    const before = this.#doesNotCount('repeated', time);
    this.#pending = { command, input: this.#input, lines: [{ text: line, isEvidence: true }] };
    return before;
  }

  #plain(event: JournalEvent, time: string): string {
    const isEvidence = event.type === 'received';
    return this.#out(this.#text(event, time), isEvidence);
  }

  #out(text: string, isEvidence: boolean): string {
    if (this.#pending === undefined) return text;
    this.#pending.lines.push({ text, isEvidence });
    return '';
  }

  #counts(): string {
    const text = this.#pending?.lines.map((line) => line.text).join('') ?? '';
    this.#pending = undefined;
    return text;
  }

  #doesNotCount(why: string, time: string): string {
    if (this.#pending === undefined) return '';
    const { command, input, lines } = this.#pending;
    this.#pending = undefined;
    const kept = lines.filter((line) => !line.isEvidence).map((line) => line.text);
    const what = `Not counted: "${printable(command)}" on ${printable(input)} (${printable(why)})`;
    return kept.join('') + logLine(time, 'session', what);
  }

  #text(event: JournalEvent, time: string): string {
    const say = (text: string): string => logLine(time, 'session', printable(text));
    switch (event.type) {
      case 'resumed':
        return say(`Resumed at ${event.at} by boardbench ${event.program}; ${event.droppedBytes} bytes dropped`);
      case 'opened':
        return say(`Opened ${event.device}${event.baud === null ? '' : ` at ${event.baud} baud`}`);
      case 'identity': {
        const name = say(
          `Board ${event.name}, ${event.profile}, model ${event.model}, ${event.burstDepth} commands at once`,
        );
        return event.simulated ? name + say(simulatedNotice) : name;
      }
      case 'payload':
        return loading(event, this.#head?.workload.metric === 'auc', time);
      case 'received':
        return event.lines.map((text) => (text === '' ? '' : logLine(time, 'dut', printable(text)))).join('');
      case 'fault':
        return say(`Mended: ${event.fault} (${event.detail}); ${event.depth} commands at once from here on`);
      case 'note':
        return say(event.level === 'warning' ? `Warning: ${event.text}` : event.text);
      case 'monitor': {
        const supply = event.suppliedV === null ? 'does not supply the board' : `supplies ${event.suppliedV} V`;
        const name = say(`Monitor ${event.kind} at ${event.url}, ${event.name}, ${supply}`);
        return event.simulated ? name + say(simulatedNotice) : name;
      }
      case 'manager':
        return say(`I/O manager ${event.name} at ${event.device}`);
      case 'manager-laps':
        return event.laps.map(({ lapUs }) => logLine(time, 'io', `m-lap-us-${lapUs}`)).join('');
      case 'finished':
        return logLine(time, 'session', `m-session-stop-id[${printable(this.#head?.id ?? '')}]`);
      case 'stopped':
        return say(`Stopped before the end: ${event.message} (${event.code})`);
      case 'session':
      case 'sent':
      case 'window':
      case 'energy-window':
      case 'sample':
        return '';
    }
  }
}

/** What every file of a simulated session says. */
export const simulatedNotice = 'SIMULATED: this board is a simulation, and no figure here was measured on hardware';

function opening(head: SessionHead, time: string): string {
  const { program, host, workload, dataset } = head;
  const configured = (key: string, value: string): string =>
    logLine(time, 'parser', `m-bm-cfg-name[ulp-mlperf]-key[${key}]-val[${printable(value)}]`);
  return (
    logLine(time, 'session', `m-session-start-id[${printable(head.id)}]`) +
    logLine(time, 'session', printable(`${program.name} ${program.version} at ${head.startedAt}`)) +
    logLine(time, 'session', printable(`Host ${host.platform} ${host.release}, Node ${host.node}`)) +
    configured('runMode', runMode(head)) +
    configured('model', workload.name) +
    configured('sourceDir', dataset.directory)
  );
}

function registered(file: string): string {
  return `m-regfile-fn[${printable(file)}]-type[recording]`;
}

function runMode(head: SessionHead): string {
  if (head.mode === 'accuracy') return 'multi';
  return head.options.windows === 1 ? 'single' : 'bmark';
}

function loading(event: Extract<JournalEvent, { type: 'payload' }>, inWindows: boolean, time: string): string {
  const part = inWindows || event.offset > 0 ? ` ${event.offset} ${event.bytes}` : '';
  return (
    logLine(time, 'parser', `Command "bload dut "${printable(event.input)}"${part}"`) +
    logLine(time, 'parser', `Starting at byte offset ${event.offset}`) +
    logLine(time, 'parser', `Sending ${event.bytes} bytes in ${event.commands} commands, SHA-256 ${event.sha256}`)
  );
}

function logLine(time: string, source: string, text: string): string {
  return `${time} ${source}: ${text}\n`;
}
