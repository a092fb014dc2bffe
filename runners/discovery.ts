import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a USB device says of itself. */
export interface UsbIdentity {
  /** Four hex digits each, small letters. */
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serialNumber: string | null;
}

/** A serial port of this machine. */
export interface SerialPortFound {
  /** What to open: /dev/ttyACM0, COM3. */
  readonly path: string;
  /** A name of the same port that stays when others are plugged in first, where the system has one. */
  readonly stablePath: string | null;
  readonly usb: UsbIdentity | null;
}

/** Where Linux shows its ports; tests show a tree of their own. */
export interface LinuxFolders {
  readonly dev: string;
  readonly ttyClass: string;
}

/**
 * The serial ports of this machine, by name. On Linux they are read from /sys, which needs no udev and knows which
 * `ttyS` has hardware behind it; elsewhere serialport asks the system.
 */
export async function listSerialPorts(): Promise<readonly SerialPortFound[]> {
  if (process.platform === 'linux') return listLinuxPorts({ dev: '/dev', ttyClass: '/sys/class/tty' });
  const { SerialPort } = await import('serialport');
  const ports = await SerialPort.list();
  return ports
    .map(({ path, vendorId, productId, manufacturer, serialNumber }) => ({
      path,
      stablePath: null,
      usb:
        vendorId === undefined || productId === undefined
          ? null
          : {
              vendorId: vendorId.toLowerCase(),
              productId: productId.toLowerCase(),
              manufacturer: manufacturer ?? null,
              product: null,
              serialNumber: serialNumber ?? null,
            },
    }))
    .sort(byPath);
}

/** The ports in these folders of a Linux system. Where /sys is hidden, those that are named as USB ports are. */
export async function listLinuxPorts({ dev, ttyClass }: LinuxFolders): Promise<readonly SerialPortFound[]> {
  const known = await namesIn(ttyClass);
  const names = known.length > 0 ? known : (await namesIn(dev)).filter((name) => /^tty(ACM|USB)\d+$/.test(name));
  const stable = await stablePaths(join(dev, 'serial', 'by-id'));
  const found = await Promise.all(
    names.map(async (name): Promise<SerialPortFound | null> => {
      const path = join(dev, name);
      if (!(await exists(path)) || (known.length > 0 && !(await hasHardware(join(ttyClass, name))))) return null;
      const stablePath = stable.get(await realpath(path)) ?? null;
      return { path, stablePath, usb: await usbIdentity(join(ttyClass, name, 'device')) };
    }),
  );
  return found.filter((port) => port !== null).sort(byPath);
}

/** Consoles and pseudo-terminals have no device; the kernel makes `ttyS` ports in advance, of type 0 (unknown). */
async function hasHardware(entry: string): Promise<boolean> {
  return (await exists(join(entry, 'device'))) && (await textOf(join(entry, 'type'))) !== '0';
}

/** Climbs from the port's device to the USB device that it is a part of. */
async function usbIdentity(device: string): Promise<UsbIdentity | null> {
  let folder = await realpath(device).catch(() => '');
  for (; folder.length > 1; folder = dirname(folder)) {
    const vendorId = await textOf(join(folder, 'idVendor'));
    const productId = await textOf(join(folder, 'idProduct'));
    if (vendorId === null || productId === null) continue;
    const [manufacturer, product, serialNumber] = await Promise.all(
      ['manufacturer', 'product', 'serial'].map((name) => textOf(join(folder, name))),
    );
    return {
      vendorId,
      productId,
      manufacturer: manufacturer ?? null,
      product: product ?? null,
      serialNumber: serialNumber ?? null,
    };
  }
  return null;
}

async function stablePaths(folder: string): Promise<ReadonlyMap<string, string>> {
  const links = await Promise.all(
    (await namesIn(folder)).map(async (name): Promise<[string, string]> => {
      const link = join(folder, name);
      return [await realpath(link).catch(() => link), link];
    }),
  );
  return new Map(links);
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function textOf(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : text.trim();
}

/** ttyACM2 before ttyACM10. */
function byPath(a: SerialPortFound, b: SerialPortFound): number {
  return basename(a.path).localeCompare(basename(b.path), 'en', { numeric: true });
}
