import type { Emulator, EmulatorPort, EmulatorSurroundings } from './emulator.ts';
import type { OtiiEmulatorOptions, OtiiFault } from './otii-options.ts';
import { OtiiRecording, otiiRateHz } from './otii-recording.ts';
import type { OtiiRequestData as Data } from './otii-request.ts';
import { OtiiRefusal, booleanOf, numberOf, readRequest, textOf } from './otii-request.ts';

/** The longest page that the server gives. */
const mostValues = 40_000;
const deviceId = 'Sim0000000000000000000000000000001';
const projectId = 1;
const licence = { id: 4711, type: 'Automation' };
const mainV = { least: 0.5, most: 5 };
/** Commands that came with Otii 3. */
const newCommands =
  /^(otii_(is_logged_in|has_license|get_licenses|reserve_license|return_license)|arc_(add_to_project|get_channel_samplerate|set_supply_power_box|get_main))$/;
/** Sizes that agree with no message. */
const oddPieces = [1, 13, 2, 4099, 7, 65_521, 1, 29];

/**
 * The TCP server of the Otii application, with the simulator that it has built in: it records a circuit and supplies
 * it. It answers requests; nothing is sent unasked but the greeting.
 */
export class OtiiEmulator implements Emulator {
  readonly #surroundings: EmulatorSurroundings;
  readonly #faults: ReadonlySet<OtiiFault>;
  readonly #recordings: OtiiRecording[] = [];
  readonly #enabled = new Set<string>();
  #port: EmulatorPort | undefined;
  #text = '';
  #isProjectOpen = false;
  #isReserved = false;
  #mainV = 3.3;
  #isMainOn = false;
  #mostA = 5;
  #isPortOn = false;
  #pieces = 0;

  constructor(surroundings: EmulatorSurroundings, options: OtiiEmulatorOptions = {}) {
    this.#surroundings = surroundings;
    this.#faults = new Set(options.faults);
  }

  opened(port: EmulatorPort): void {
    this.#port = port;
    this.#text = '';
    this.#recordings.at(-1)?.resume();
    if (this.#faults.has('denies')) {
      this.#send({ type: 'error', errorcode: 'Connection denied', data: { message: 'Another client is connected' } });
      return;
    }
    this.#send({ type: 'information', info: 'connected', data: { version: '3.5.2', protocol_version: '0.5' } });
  }

  data(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString('latin1');
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.#answer(line.trim());
  }

  closed(): void {
    this.#port = undefined;
    this.#isReserved = false;
    this.#recordings.at(-1)?.pause();
  }

  #answer(line: string): void {
    const request = readRequest(line);
    if (request === undefined) {
      this.#send({ type: 'error', errorcode: 'Not able to parse request', data: { parse_error: 'no JSON' } });
      return;
    }
    const { command, transId, data } = request;
    const reply = { cmd: command, ...(transId === undefined ? {} : { trans_id: transId }) };
    if (this.#faults.has('chatter')) {
      this.#send({ type: 'information', info: 'device_updated', device_id: deviceId });
      this.#send({ type: 'progress', ...reply, progress_value: 0.5 });
    }
    try {
      this.#send({ type: 'response', ...reply, data: this.#do(command, data) });
    } catch (error) {
      if (!(error instanceof OtiiRefusal)) throw error;
      this.#send({ type: 'error', ...reply, errorcode: error.code, data: error.data });
    }
  }

  #do(command: string, data: Data): Data {
    if (this.#faults.has('old') && newCommands.test(command)) throw new OtiiRefusal('Invalid command');
    if (command.startsWith('otii_')) return this.#doServer(command, data);
    if (!this.#faults.has('old') && !this.#mayUse()) throw new OtiiRefusal('No license', { message: 'Automation' });
    if (command.startsWith('arc_')) return this.#doDevice(command, data);
    if (command.startsWith('project_')) return this.#doProject(command, data);
    if (command.startsWith('recording_')) return this.#doRecording(command, data);
    throw new OtiiRefusal('Invalid command');
  }

  #doServer(command: string, data: Data): Data {
    switch (command) {
      case 'otii_is_logged_in':
        return { logged_in: !this.#faults.has('logged-out') };
      case 'otii_has_license':
        return { has_license: this.#isReserved };
      case 'otii_get_licenses': {
        const isTaken = this.#faults.has('no-licence');
        const taken = { available: !isTaken, reserved_to: isTaken ? 'somebody' : '', hostname: '', addons: [] };
        return {
          licenses: [
            { id: 1, type: 'Pro', available: true, reserved_to: '' },
            { ...licence, ...taken },
          ],
        };
      }
      case 'otii_reserve_license':
        if (data['license_id'] !== licence.id) throw new OtiiRefusal('License could not be reserved');
        this.#isReserved = true;
        return {};
      case 'otii_return_license':
        this.#isReserved = false;
        return {};
      case 'otii_get_devices':
        return { devices: this.#devices() };
      case 'otii_get_active_project':
        return { project_id: this.#isProjectOpen ? projectId : -1 };
      case 'otii_create_project':
        this.#isProjectOpen = true;
        return { project_id: projectId };
      default:
        throw new OtiiRefusal('Invalid command');
    }
  }

  #devices(): Data[] {
    if (this.#faults.has('no-device')) return [{ device_id: 'U1', name: 'UART', type: 'UART' }];
    const another = this.#faults.has('two-devices') ? [{ device_id: 'Arc2', name: 'Other', type: 'Arc' }] : [];
    return [{ device_id: deviceId, name: 'Arc', type: 'Simulator' }, ...another];
  }

  #mayUse(): boolean {
    return this.#isReserved && !this.#faults.has('logged-out');
  }

  #doDevice(command: string, data: Data): Data {
    const { circuit } = this.#surroundings;
    if (data['device_id'] !== deviceId) throw new OtiiRefusal('Device not connected', { device_id: data['device_id'] });
    switch (command) {
      case 'arc_add_to_project':
      case 'arc_set_supply_power_box':
        return {};
      case 'arc_get_version':
        return { hw_version: '1.2.0', fw_version: '1.1.6' };
      case 'arc_set_max_current':
        this.#mostA = numberOf(data, 'value', 0.001, 5);
        return {};
      case 'arc_set_main_voltage':
        this.#mainV = numberOf(data, 'value', mainV.least, mainV.most);
        if (this.#isMainOn) circuit.supply(this.#mainV);
        return {};
      case 'arc_get_main_voltage':
        return { value: this.#mainV };
      case 'arc_set_main':
        this.#isMainOn = booleanOf(data, 'enable');
        circuit.supply(this.#isMainOn ? this.#mainV : 0);
        return {};
      case 'arc_get_main':
        return { value: this.#isMainOn };
      case 'arc_set_exp_voltage':
        numberOf(data, 'value', 1.2, 5);
        return {};
      case 'arc_enable_exp_port':
        this.#isPortOn = booleanOf(data, 'enable');
        return {};
      case 'arc_enable_channel':
        return this.#enable(textOf(data, 'channel'), booleanOf(data, 'enable'));
      case 'arc_get_channel_samplerate':
        return { value: textOf(data, 'channel') === 'mv' ? otiiRateHz / 4 : otiiRateHz };
      case 'arc_set_channel_samplerate':
        throw new OtiiRefusal('Command not valid for device type');
      case 'arc_get_value':
        return { value: circuit.voltageV };
      case 'arc_get_gpi':
        return { value: true };
      default:
        throw new OtiiRefusal('Invalid command');
    }
  }

  #enable(channel: string, enable: boolean): Data {
    if (!['mc', 'mv', 'i1', 'i2'].includes(channel)) throw new OtiiRefusal('Invalid key value', { key: 'channel' });
    if (enable) this.#enabled.add(channel);
    else this.#enabled.delete(channel);
    return {};
  }

  #doProject(command: string, data: Data): Data {
    if (data['project_id'] !== projectId || !this.#isProjectOpen) throw new OtiiRefusal('Project does not exist');
    const last = this.#recordings.at(-1);
    switch (command) {
      case 'project_start_recording':
        if (last?.isRunning === true)
          throw new OtiiRefusal('Command failure', { message: 'Recording is already running' });
        this.#startRecording();
        return {};
      case 'project_stop_recording':
        last?.stop();
        return {};
      case 'project_get_last_recording':
        return { recording_id: last?.id ?? -1, name: 'Recording' };
      default:
        throw new OtiiRefusal('Invalid command');
    }
  }

  #startRecording(): void {
    const channels = {
      mc: this.#enabled.has('mc'),
      mv: this.#enabled.has('mv'),
      i1: this.#enabled.has('i1') && this.#isPortOn,
    };
    const recording = new OtiiRecording(this.#surroundings, {
      id: this.#recordings.length + 1,
      channels,
      firstLevel: this.#faults.has('first-level') ? true : null,
      onSample: (currentA) => {
        if (!this.#isMainOn || currentA <= this.#mostA) return;
        this.#isMainOn = false;
        this.#surroundings.circuit.supply(0);
      },
    });
    this.#recordings.push(recording);
  }

  #doRecording(command: string, data: Data): Data {
    const recording = this.#recordings.find(({ id }) => id === data['recording_id']);
    if (recording === undefined) throw new OtiiRefusal('Invalid key value', { key: 'recording_id' });
    if (command === 'recording_is_running') return { running: recording.isRunning };
    const channel = textOf(data, 'channel');
    const count = recording.count(channel);
    if (count === undefined) throw new OtiiRefusal('Command failure', { message: `No data in channel ${channel}` });
    switch (command) {
      case 'recording_get_channel_data_count':
        return { count };
      case 'recording_get_channel_data': {
        const index = numberOf(data, 'index', 0, count);
        const wanted = numberOf(data, 'count', 0, mostValues);
        return this.#damaged(
          recording,
          channel,
          index,
          this.#faults.has('short-pages') ? Math.ceil(wanted / 3) : wanted,
        );
      }
      default:
        throw new OtiiRefusal('Invalid command');
    }
  }

  #damaged(recording: OtiiRecording, channel: string, index: number, count: number): Data {
    const page = recording.page(channel, index, count);
    if (page.data_type === 'digital' || channel !== 'mc' || !this.#faults.has('gaps')) return { ...page };
    return { ...page, values: page.values.map((value, at) => ((index + at) % 1000 === 999 ? null : value)) };
  }

  #send(message: Data): void {
    const bytes = Buffer.from(`${JSON.stringify(message)}\r\n`, 'utf8');
    if (!this.#faults.has('splits')) {
      this.#port?.send(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; this.#pieces += 1) {
      const size = oddPieces[this.#pieces % oddPieces.length] ?? 1;
      this.#port?.send(bytes.subarray(at, at + size));
      at += size;
    }
  }
}
