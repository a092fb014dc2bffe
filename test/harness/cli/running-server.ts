import { IntakeClient } from '../../../site/client/intake-client.ts';
import { RunningCommand } from './running-command.ts';

/** `boardbench serve` as a program of its own, on any port that is free. */
export class RunningServer {
  readonly command: RunningCommand;
  readonly address: string;
  /** Of an administrator, where this start has made it. */
  readonly firstToken: string | null;

  private constructor(command: RunningCommand, address: string, firstToken: string | null) {
    this.command = command;
    this.address = address;
    this.firstToken = firstToken;
  }

  static async start(data: string, ...words: readonly string[]): Promise<RunningServer> {
    const command = new RunningCommand('serve', '--port', '0', '--data', data, '--checks', '1', ...words);
    // All that it says at first is written together, and ends with this.
    let count = 1;
    while (!(await command.lines(count)).includes('Ctrl-C ends it.')) {
      count += 1;
      if (command.hasEnded) throw new Error(command.stderr);
    }
    const address = /http:\/\/\S+\//.exec(command.stdout)?.[0] ?? '';
    return new RunningServer(command, address, /bb_\w+/.exec(command.stdout)?.[0] ?? null);
  }

  client(token: string): IntakeClient {
    return new IntakeClient(new URL(this.address), token);
  }

  /** Asks the API as nobody's client does, with a token. */
  async post(token: string, path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await fetch(new URL(path, this.address), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** @returns the exit status; null after SIGKILL */
  async stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.command.signal(signal);
    return this.command.ended();
  }
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function ended(...words: readonly string[]): Promise<Ended> {
  const command = new RunningCommand(...words);
  const status = await command.ended();
  return { status, stdout: command.stdout, stderr: command.stderr };
}
