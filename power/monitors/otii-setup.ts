import { failure } from '../../harness/errors.ts';
import type { OtiiLink } from './otii-link.ts';
import { isUnknownToServer } from './otii-link.ts';
import type { OtiiData } from './otii-messages.ts';

/** A measuring device at the Otii server. */
export interface OtiiDevice {
  readonly id: string;
  readonly name: string;
  /** `Arc`, `Ace`, or the `Simulator` that the application has built in. */
  readonly type: string;
}

/** The server looks so long for devices that are just starting. */
const lookForDevicesS = 5;
/** Adding a device calibrates it. */
const addDeviceMs = 15_000;
/** Device types that measure; there are also plain UARTs. */
const measuringTypes = ['Arc', 'Ace', 'Simulator'];
/** Licences that allow the TCP server. */
const automationTypes = ['Admin', 'All', 'Automation', 'Enterprise'];

/**
 * Sees that the server may be used. Older servers, and those whose user has reserved a licence, need nothing.
 * @returns the id of the licence that was reserved for this, to be returned afterwards, or null
 * @throws BenchError instrument.unready where nobody is logged in, or no licence is free
 */
export async function reserveLicence(link: OtiiLink, monitor: string): Promise<number | null> {
  const login = await link.ask('otii_is_logged_in');
  if (login.kind === 'error') {
    if (isUnknownToServer(login)) return null;
    throw link.refusal('otii_is_logged_in', login);
  }
  if (login.data['logged_in'] !== true) {
    throw failure('instrument.unready', {
      monitor,
      problem: 'nobody is logged in',
      advice: 'Log in in the Otii application',
    });
  }
  const has = await link.ask('otii_has_license', { license_type: 'Automation' });
  if (has.kind === 'error' ? isUnknownToServer(has) : has.data['has_license'] === true) return null;
  const { licenses } = await link.request('otii_get_licenses');
  const free = objects(licenses).find(
    (licence) =>
      licence['available'] === true &&
      (licence['reserved_to'] ?? '') === '' &&
      automationTypes.includes(String(licence['type'])),
  );
  if (typeof free?.['id'] !== 'number') {
    throw failure('instrument.unready', {
      monitor,
      problem: 'no Automation licence is free',
      advice: 'Its TCP server needs one: reserve it in the Otii application, or free one there',
    });
  }
  await link.request('otii_reserve_license', { license_id: free['id'] });
  return free['id'];
}

/**
 * The device that measures the board.
 * @param wanted its id or name; the only one where that is undefined
 * @throws BenchError instrument.unready where there is none, or several to choose from
 */
export async function findDevice(link: OtiiLink, monitor: string, wanted: string | undefined): Promise<OtiiDevice> {
  const { devices } = await link.request(
    'otii_get_devices',
    { timeout: lookForDevicesS },
    (lookForDevicesS + 3) * 1000,
  );
  const measuring = objects(devices)
    .map(readDevice)
    .filter(({ type }) => measuringTypes.includes(type));
  const matching = measuring.filter(({ id, name }) => wanted === undefined || wanted === id || wanted === name);
  const [device, another] = matching;
  const names = measuring.map(({ id, name }) => `${name} (${id})`).join(', ');
  if (device === undefined) {
    const problem = wanted === undefined ? 'no Arc or Ace is connected to it' : `there is no device "${wanted}"`;
    const advice =
      names === '' ? 'Plug the device in and see that the Otii application shows it' : `There are: ${names}`;
    throw failure('instrument.unready', { monitor, problem, advice });
  }
  if (another !== undefined) {
    throw failure('instrument.unready', {
      monitor,
      problem: `several devices are connected to it: ${names}`,
      advice: 'Say which one with ?device=ID or its name',
    });
  }
  return device;
}

/**
 * The project that recordings go into: the open one, or a new one, with the device in it and no recording going on.
 * @returns the project's id
 */
export async function prepareProject(link: OtiiLink, deviceId: string): Promise<number> {
  const active = await link.request('otii_get_active_project');
  let projectId = active['project_id'];
  if (typeof projectId !== 'number' || projectId < 0) {
    projectId = (await link.request('otii_create_project'))['project_id'];
  } else {
    await stopRunning(link, projectId);
  }
  if (typeof projectId !== 'number') throw link.unexpected('otii_create_project', active);
  const added = await link.ask('arc_add_to_project', { device_id: deviceId }, addDeviceMs);
  if (added.kind === 'error' && !isUnknownToServer(added)) throw link.refusal('arc_add_to_project', added);
  return projectId;
}

/** The newest recording of a project, or null. */
export async function lastRecording(link: OtiiLink, projectId: number): Promise<number | null> {
  const data = await link.request('project_get_last_recording', { project_id: projectId });
  const recordingId = data['recording_id'];
  if (typeof recordingId !== 'number') throw link.unexpected('project_get_last_recording', data);
  return recordingId < 0 ? null : recordingId;
}

/** Ends what an earlier program began to record. */
async function stopRunning(link: OtiiLink, projectId: number): Promise<void> {
  const recordingId = await lastRecording(link, projectId);
  if (recordingId === null) return;
  const { running } = await link.request('recording_is_running', { recording_id: recordingId });
  if (running === true) await link.request('project_stop_recording', { project_id: projectId });
}

function readDevice(device: OtiiData): OtiiDevice {
  const { device_id: id, name, type } = device;
  return { id: String(id), name: String(name), type: String(type) };
}

function objects(value: unknown): OtiiData[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item: unknown): item is OtiiData => typeof item === 'object' && item !== null);
}
