import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listLinuxPorts, listSerialPorts } from '../../runners/discovery.ts';

describe('discovery of serial ports', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'ports-'));
    await mkdir(join(root, 'dev'));
  });

  afterEach(() => rm(root, { recursive: true }));

  const folders = (): Parameters<typeof listLinuxPorts>[0] => ({
    dev: join(root, 'dev'),
    ttyClass: join(root, 'sys/class/tty'),
  });

  async function file(path: string, text = ''): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }

  async function link(path: string, target: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(join(root, target), join(root, path));
  }

  async function usbPort(name: string): Promise<void> {
    await file(`dev/${name}`);
    await file('sys/devices/usb1/1-2/idVendor', '0483\n');
    await file('sys/devices/usb1/1-2/idProduct', '374b\n');
    await file('sys/devices/usb1/1-2/manufacturer', 'STMicroelectronics\n');
    await file('sys/devices/usb1/1-2/product', 'STM32 STLink\n');
    await mkdir(join(root, 'sys/devices/usb1/1-2/1-2:1.2'), { recursive: true });
    await link(`sys/class/tty/${name}/device`, 'sys/devices/usb1/1-2/1-2:1.2');
  }

  it('finds a USB port, what it says of itself, and its stable name', async () => {
    await usbPort('ttyACM0');
    await link('dev/serial/by-id/usb-STLink-if02', 'dev/ttyACM0');
    assert.deepEqual(await listLinuxPorts(folders()), [
      {
        path: join(root, 'dev/ttyACM0'),
        stablePath: join(root, 'dev/serial/by-id/usb-STLink-if02'),
        usb: {
          vendorId: '0483',
          productId: '374b',
          manufacturer: 'STMicroelectronics',
          product: 'STM32 STLink',
          serialNumber: null,
        },
      },
    ]);
  });

  it('leaves out consoles, ports without hardware, and those that are not in /dev', async () => {
    await file('dev/tty0');
    await mkdir(join(root, 'sys/class/tty/tty0'), { recursive: true });
    for (const [name, type] of [
      ['ttyS0', '4'],
      ['ttyS1', '0'],
    ]) {
      await file(`dev/${String(name)}`);
      await file(`sys/class/tty/${String(name)}/type`, `${String(type)}\n`);
      await mkdir(join(root, `sys/class/tty/${String(name)}/device`));
    }
    await mkdir(join(root, 'sys/class/tty/ttyUSB7/device'), { recursive: true });
    const found = await listLinuxPorts(folders());
    assert.deepEqual(found, [{ path: join(root, 'dev/ttyS0'), stablePath: null, usb: null }]);
  });

  it('goes by the names in /dev where /sys is hidden, in the order of their numbers', async () => {
    for (const name of ['ttyACM10', 'ttyACM2', 'ttyUSB0', 'ttyS0', 'tty1', 'null']) await file(`dev/${name}`);
    const found = await listLinuxPorts(folders());
    assert.deepEqual(
      found.map(({ path }) => path),
      ['ttyACM2', 'ttyACM10', 'ttyUSB0'].map((name) => join(root, 'dev', name)),
    );
  });

  it('finds nothing where there is nothing', async () => {
    assert.deepEqual(await listLinuxPorts(folders()), []);
  });

  it('lists the ports of this machine', async () => {
    for (const { path } of await listSerialPorts()) assert.match(path, /^(\/dev\/|COM)/);
  });
});
