import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../bin/boardbench.js', import.meta.url));

/** `boardbench serve` as a process of its own, and requests to it. */
export class Served {
  readonly address: string;
  readonly token: string;
  readonly #process: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  private constructor(child: ChildProcess, address: string, token: string) {
    this.#process = child;
    this.address = address;
    this.token = token;
  }

  /** @param token of a former start on the same data, which prints it no more */
  static async start(data: string, options: { readonly database?: string; readonly token?: string }): Promise<Served> {
    const unlimited = ['--requests-per-minute', '100000000', '--uploads-per-minute', '100000000'];
    const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', data, ...unlimited], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, BOARDBENCH_DATABASE: options.database ?? '' },
    });
    let [address, token] = ['', options.token ?? ''];
    for await (const line of createInterface({ input: child.stdout })) {
      address = /The leaderboard is at (http\S+?),/.exec(line)?.[1] ?? address;
      token = /(bb_[a-z0-9]+_[A-Za-z0-9]+)/.exec(line)?.[1] ?? token;
      if (line.startsWith('Ctrl-C')) break;
    }
    if (address === '' || token === '') throw new Error('the server did not start, or printed no token');
    return new Served(child, address, token);
  }

  /** The status and body of an answer. */
  ask(
    path: string,
    { method = 'GET', body, type }: { method?: string; body?: readonly Uint8Array[] | undefined; type?: string } = {},
  ): Promise<{ readonly status: number; readonly body: Buffer }> {
    return new Promise((resolve, reject) => {
      const length = (body ?? []).reduce((sum, part) => sum + part.length, 0);
      const asked = request(new URL(path, this.address), {
        method,
        agent: this.#agent,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(type === undefined ? {} : { 'content-type': type, 'content-length': String(length) }),
        },
      });
      asked.on('error', reject).on('response', (answer) => {
        const parts: Buffer[] = [];
        answer
          .on('data', (part: Buffer) => parts.push(part))
          .on('error', reject)
          .on('end', () => {
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) });
          });
      });
      for (const part of body ?? []) asked.write(part);
      asked.end();
    });
  }

  async askJson<Document>(path: string): Promise<Document> {
    const { status, body } = await this.ask(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${body.toString('utf8', 0, 300)}`);
    return JSON.parse(body.toString('utf8')) as Document;
  }

  /** A figure of `/metrics`; 0 where it is not there yet. */
  async metric(name: string): Promise<number> {
    const { body } = await this.ask('metrics');
    const lines = body.toString('utf8').split('\n');
    return lines
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Resident memory of the server's process, without its workers; NaN where the system does not tell. */
  residentMb(): number {
    try {
      const status = readFileSync(`/proc/${this.#process.pid ?? 0}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
    } catch {
      return NaN;
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#agent.destroy();
    if (this.#process.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill(signal);
    await gone;
  }
}
