import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { BenchError, failure } from '../errors.ts';
import { BurstDepth } from './burst-depth.ts';
import { commands, loadCommands } from './commands.ts';
import type { Command } from './commands.ts';
import { identityFrom } from './identity.ts';
import type { Identity } from './identity.ts';
import type { LinkRecorder } from './link-events.ts';
import { Link } from './link.ts';
import type { Exchange, ExchangeOptions, Reply } from './link.ts';
import type { Message } from './messages.ts';
import { probeDepth } from './probe-depth.ts';
import { loadProblem, readInference, readMarkedInference, resultsOf } from './replies.ts';
import type { InferMeasured, MarkedInference, Place } from './replies.ts';
import { Stumble, stumbleOf } from './stumble.ts';
import { synchronise } from './synchronise.ts';
import type { Transport } from './transport.ts';

export interface DeviceClientOptions {
  readonly clock: Clock;
  readonly record: LinkRecorder;
  /** Commands in flight: a number, or found by probing. */
  readonly burst: number | 'auto';
  /** Reads every load back before it is used. On a line that proves noisy this is done in any case. */
  readonly verifyLoads: boolean;
  /** Bytes of input in one command; as many as a board takes unless told. An I/O manager takes fewer. */
  readonly bytesPerLoadCommand?: number;
  /** How long a board may take to boot after the port was opened, at most. */
  readonly bootLimitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** An input on its way to the board. */
export interface InputToLoad {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where in the file the bytes begin; 0 but for sliding windows. */
  readonly offset: number;
}

/** How an inference command is to be run. */
export interface InferRequest {
  readonly iterations: number;
  readonly warmups: number;
  /** Values that `m-results` must hold. */
  readonly outputs: number;
  /** Host time one inference may take while none has been seen, in microseconds. */
  readonly unseenInferenceLimitUs: number;
}

/** How often a step is tried on a line that loses bytes, before the run stops. */
const attemptsPerStep = 10;
/** How often in a row the board must refuse in the same words before it is the board and not the line. */
const alikeToBelieve = 3;

/**
 * A board that speaks the protocol. Mends what the link does (losses, corrupted loads, resets) by repeating the step,
 * and stops with an error that names the fault where repeating does not help.
 */
export class DeviceClient {
  /** What the run is doing, for errors: `in sample 12 of 1000 (FILE)`. */
  activity = 'while connecting';
  readonly #link: Link;
  readonly #options: DeviceClientOptions;
  #flow: BurstDepth;
  #identity: Identity = { name: '', profile: '', model: '', capabilities: [] };
  #bannerMode: 'performance' | 'energy' | undefined;
  #longestInferenceUs: number | undefined;
  #resets = 0;
  #verifies: boolean;

  private constructor(link: Link, options: DeviceClientOptions) {
    this.#link = link;
    this.#options = options;
    this.#verifies = options.verifyLoads;
    this.#flow = new BurstDepth(options.burst === 'auto' ? 1 : options.burst);
  }

  /**
   * Opens the transport, waits for the board whether it boots, has booted or says nothing, asks who it is and, unless
   * told, how many commands it takes back to back.
   * @throws BenchError port.*, board.silent, board.garbage, board.reply
   */
  static async connect(transport: Transport, options: DeviceClientOptions): Promise<DeviceClient> {
    const link = new Link(transport, options.clock, options.record);
    await link.open();
    try {
      const client = new DeviceClient(link, options);
      await client.#synchronise(true);
      client.#identity = await client.#identify();
      if (options.burst === 'auto') client.#flow = new BurstDepth(await client.#probeDepth());
      return client;
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Commands in flight at present. */
  get burstDepth(): number {
    return this.#flow.depth;
  }

  /** The line has been seen to change bytes; loads and results are read twice from then on. */
  get lineIsNoisy(): boolean {
    return this.#flow.isNoisy;
  }

  /** Mean latency of a reply beyond its time on the wire, microseconds, or undefined while unknown. */
  get latencyUs(): number | undefined {
    return this.#link.timing.latencyUs;
  }

  /** The mode the last boot banner named, or undefined where none was seen. */
  get bannerMode(): 'performance' | 'energy' | undefined {
    return this.#bannerMode;
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  /**
   * The board's counter now, in microseconds; null where it sends none (energy mode).
   * @throws BenchError link.unreliable, board.reset, board.silent, port.vanished
   */
  async timestamp(): Promise<number | null> {
    const reply = await this.#ask(commands.timestamp);
    const lap = reply.messages.find((message) => message.kind === 'lap');
    return lap?.kind === 'lap' ? lap.lapUs : null;
  }

  /**
   * The results of the last inference, once more; null where the board names none.
   * @throws BenchError link.unreliable, board.reset, board.silent, port.vanished
   */
  async results(outputs: number): Promise<readonly (number | null)[] | null> {
    return resultsOf(await this.#ask(commands.results(outputs)));
  }

  /**
   * The first `bytes` of the board's input buffer.
   * @throws BenchError link.unreliable, board.reset, board.silent, port.vanished
   */
  async readBack(bytes: number): Promise<Uint8Array> {
    const reply = await this.#ask(commands.print(bytes));
    return Buffer.concat(reply.messages.flatMap((message) => (message.kind === 'buffer' ? [message.bytes] : [])));
  }

  /** Sends any command and gives what the board says. For doctors and tests. */
  async ask(text: string): Promise<readonly Message[]> {
    return (await this.#ask({ text, replyBytes: 80, computeUs: 0, isPayload: false })).messages;
  }

  /**
   * Loads an input, and reads it back where that is asked for.
   * @throws BenchError board.error, link.unreliable, board.reset, board.silent, port.vanished
   */
  async load(input: InputToLoad): Promise<void> {
    await this.#repeat(`Loading ${input.name}`, async () => this.#tryLoad(input));
  }

  /**
   * Runs an inference command on an input that is loaded already; loads it again where something goes wrong, because
   * a board that has reset has lost it.
   * @throws BenchError as `loadAndInfer`
   */
  async inferLoaded(input: InputToLoad, request: InferRequest): Promise<InferMeasured> {
    let isLoaded = true;
    return this.#repeat(`Inference on ${input.name}`, async () => {
      const stumble = isLoaded ? undefined : await this.#tryLoad(input);
      isLoaded = false;
      return stumble ?? this.#tryInfer(request);
    });
  }

  /**
   * Loads an input and runs an inference command on it, in one burst where the board takes bursts. Nothing is sent
   * behind the inference, because a computing board may not listen.
   * @throws BenchError board.error, board.reply, board.clock, board.energy-mode, link.unreliable, board.reset,
   * board.silent, port.vanished
   */
  async loadAndInfer(input: InputToLoad, request: InferRequest): Promise<InferMeasured> {
    return this.#repeat(`Inference on ${input.name}`, async () => {
      if (this.#readsTwice) return (await this.#tryLoad(input)) ?? this.#tryInfer(request);
      return this.#tryLoad(input, request);
    });
  }

  /**
   * Runs an inference command whose window a pin marks, on the input that is loaded: once, because what records the pin
   * meanwhile records this attempt alone. Where something goes wrong, the input must be loaded again.
   * @returns what went wrong, with host and board synchronised again, where it did
   * @throws BenchError board.error, board.silent, port.vanished
   */
  async inferMarked(request: InferRequest): Promise<MarkedInference | Stumble> {
    const exchange = await this.#exchange([this.#inferCommand(request)]);
    const [reply] = exchange.replies;
    const marked =
      exchange.kind === 'complete' && reply !== undefined
        ? readMarkedInference(reply, request.iterations, this.#place)
        : stumbleOf(exchange);
    if (marked instanceof Stumble) {
      this.#stumble(marked);
      await this.#synchronise(false);
      return marked;
    }
    const { hostElapsedUs } = marked;
    this.#longestInferenceUs = Math.max(this.#longestInferenceUs ?? 0, hostElapsedUs / request.iterations);
    const results = await this.#wholeResults(marked.results, request.outputs);
    return results instanceof Stumble ? results : { ...marked, results };
  }

  /** Reads every load and every result twice from now on. */
  readTwiceFromNowOn(): void {
    this.#verifies = true;
  }

  get #readsTwice(): boolean {
    return this.#verifies || this.#flow.isNoisy;
  }

  get #place(): Place {
    return { device: this.#link.url, where: this.activity };
  }

  /** One attempt at a load, and at the inference behind it in the same burst where one is asked for. */
  async #tryLoad(input: InputToLoad): Promise<Stumble | undefined>;
  async #tryLoad(input: InputToLoad, request: InferRequest): Promise<Stumble | InferMeasured>;
  async #tryLoad(input: InputToLoad, request?: InferRequest): Promise<Stumble | InferMeasured | undefined> {
    const load = loadCommands(input.bytes, this.#options.bytesPerLoadCommand);
    this.#recordPayload(input, load.length - 1);
    const list = request === undefined ? load : [...load, this.#inferCommand(request)];
    const problems: Stumble[] = [];
    const exchange = await this.#exchange(list, (reply, position) => {
      if (position >= load.length) return true;
      const problem = loadProblem(reply, position, load.length, input.bytes.length, this.#place);
      if (problem !== null) problems.push(problem);
      return problem === null;
    });
    const [problem] = problems;
    if (problem !== undefined) return this.#stumble(problem);
    if (exchange.kind !== 'complete') return this.#stumble(stumbleOf(exchange));
    if (request === undefined && this.#readsTwice) {
      const held = await this.readBack(input.bytes.length);
      if (!Buffer.from(held).equals(input.bytes)) {
        this.#flow.corruptionProven();
        return this.#stumble(new Stumble('corruption', 'the buffer read back differs from the input'));
      }
    }
    this.#flow.loadSucceeded();
    return request === undefined ? undefined : this.#measured(exchange.replies.at(-1), request);
  }

  async #tryInfer(request: InferRequest): Promise<InferMeasured | Stumble> {
    const exchange = await this.#exchange([this.#inferCommand(request)]);
    if (exchange.kind !== 'complete') return this.#stumble(stumbleOf(exchange));
    return this.#measured(exchange.replies[0], request);
  }

  /** Reads an inference; asks once more for results that are missing or odd, or that must be read twice. */
  async #measured(reply: Reply | undefined, request: InferRequest): Promise<InferMeasured | Stumble> {
    if (reply === undefined) throw new Error('a complete exchange has a reply to each command');
    const inference = readInference(reply, request.iterations, this.#place);
    if (inference instanceof Stumble) {
      const hasNoLaps = !reply.messages.some((message) => message.kind === 'lap' || message.kind === 'error');
      if (hasNoLaps && (await this.timestamp()) === null)
        throw failure('board.energy-mode', { device: this.#link.url });
      return this.#stumble(inference);
    }
    const { results, hostElapsedUs } = inference;
    this.#longestInferenceUs = Math.max(this.#longestInferenceUs ?? 0, hostElapsedUs / request.iterations);
    const whole = await this.#wholeResults(results, request.outputs);
    if (whole instanceof Stumble) return whole;
    return { ...inference, results: whole, verified: this.#readsTwice };
  }

  /** The results of an inference; asked for once more where they are missing or odd, or must be read twice. */
  async #wholeResults(
    results: readonly (number | null)[] | null,
    outputs: number,
  ): Promise<readonly (number | null)[] | Stumble> {
    const isWhole = results?.length === outputs && !results.includes(null);
    if (isWhole && !this.#readsTwice) return results;
    const again = await this.results(outputs);
    if (again === null) return this.#stumble(new Stumble('loss', 'm-results is missing'));
    if (isWhole && results.some((value, index) => value !== again[index])) {
      this.#flow.corruptionProven();
      return this.#stumble(new Stumble('corruption', 'the results changed when they were asked for again'));
    }
    return again;
  }

  #inferCommand(request: InferRequest): Command {
    const seenUs = this.#longestInferenceUs;
    const limitUs = seenUs === undefined ? request.unseenInferenceLimitUs : 2 * seenUs;
    const runs = request.iterations + request.warmups;
    return commands.infer(request.iterations, request.warmups, request.outputs, runs * limitUs);
  }

  #recordPayload(input: InputToLoad, count: number): void {
    this.#options.record({
      type: 'payload',
      input: input.name,
      bytes: input.bytes.length,
      offset: input.offset,
      commands: count,
      depth: this.#flow.depth,
      sha256: createHash('sha256').update(input.bytes).digest('hex'),
    });
  }

  /** Repeats a step that stumbled, after bringing the link back to order, until it works or has failed too often. */
  async #repeat<Done>(what: string, step: () => Promise<Done | Stumble>): Promise<Done> {
    let last: Stumble | undefined;
    let alike = 0;
    for (let attempt = 1; ; attempt++) {
      const done = await step();
      if (!(done instanceof Stumble)) return done;
      alike = done.detail === last?.detail ? alike + 1 : 1;
      last = done;
      if (done.final !== undefined && alike >= alikeToBelieve) throw done.final;
      if (attempt >= attemptsPerStep) {
        if (done.fault === 'reset') throw failure('board.reset', { ...this.#place, times: this.#resets });
        throw failure('link.unreliable', { ...this.#place, what, attempts: attempt, problem: done.detail });
      }
      await this.#synchronise(false);
    }
  }

  /** Journals a stumble, and lowers the depth where it may be the cause. */
  #stumble(stumble: Stumble): Stumble {
    if (stumble.fault === 'reset') this.#resets += 1;
    else if (stumble.final === undefined) this.#flow.faultSeen();
    const { fault, detail } = stumble;
    const { depth, isNoisy } = this.#flow;
    this.#options.record({ type: 'fault', fault, detail, depth, isNoisy });
    return stumble;
  }

  async #ask(command: Command): Promise<Reply> {
    return this.#repeat(`\`${command.text}\``, async () => {
      const exchange = await this.#exchange([command]);
      const [reply] = exchange.replies;
      return exchange.kind === 'complete' && reply !== undefined ? reply : this.#stumble(stumbleOf(exchange));
    });
  }

  async #exchange(list: readonly Command[], accepts?: ExchangeOptions['accepts']): Promise<Exchange> {
    const options = { depth: this.#flow.depth, signal: this.#options.signal };
    this.#link.takeIdleMessages();
    return this.#named(this.#link.exchange(list, accepts === undefined ? options : { ...options, accepts }));
  }

  async #synchronise(isFirst: boolean): Promise<void> {
    const { clock, bootLimitMs: limitMs, signal } = this.#options;
    const mode = await this.#named(synchronise(this.#link, { clock, limitMs, isFirst, where: this.activity, signal }));
    this.#bannerMode = mode ?? this.#bannerMode;
  }

  /** The same promise, with the error of a port that went away named as such. */
  async #named<Done>(work: Promise<Done>): Promise<Done> {
    try {
      return await work;
    } catch (error) {
      if (this.#options.signal?.aborted === true || error instanceof BenchError || !(error instanceof Error))
        throw error;
      const { url, bytesSeen } = this.#link;
      if (bytesSeen.all === 0) throw failure('port.hung-up', { device: url, problem: error.message }, { cause: error });
      throw failure('port.vanished', { ...this.#place, problem: error.message }, { cause: error });
    }
  }

  /** Asks until two answers in a row are the same: a lost line must not make another board of this one. */
  async #identify(): Promise<Identity> {
    let last: Identity | undefined;
    return this.#repeat('Identifying the board', async () => {
      for (let look = 0; look < 2; look++) {
        const seen = identityFrom(await this.#ask(commands.name), await this.#ask(commands.profile), this.#place);
        if (seen instanceof Stumble) return this.#stumble(seen);
        if (last !== undefined && isDeepStrictEqual(seen, last)) return seen;
        last = seen;
      }
      return this.#stumble(new Stumble('corruption', 'the board describes itself differently each time'));
    });
  }

  async #probeDepth(): Promise<number> {
    const { depth, lostAt } = await this.#named(probeDepth(this.#link, this.#identity.name, this.#options.signal));
    if (lostAt === null) return depth;
    const detail = `${lostAt} commands at once are too many`;
    this.#options.record({ type: 'fault', fault: 'loss', detail, depth, isNoisy: false });
    await this.#synchronise(false);
    return depth;
  }
}
