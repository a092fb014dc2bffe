import { failure } from '../../harness/errors.ts';

/**
 * The address of an intake server as it was given, ending in `/`, so that `api/…` can be put behind it.
 * @param command whose `--to` it is
 * @throws BenchError usage.option
 */
export function serverAddress(text: string, command: string): URL {
  const usage = (problem: string): Error => failure('usage.option', { option: '--to', problem, command });
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw usage('give the address as https://intake.example.org/ or http://127.0.0.1:8080/');
  }
  const address = new URL(text);
  if (address.username !== '' || address.password !== '') {
    throw usage('no user or password belongs in it: the token says who you are');
  }
  address.search = '';
  address.hash = '';
  // Somebody may copy it from the page, or from the documentation of its API.
  address.pathname = address.pathname.replace(/\/(?:api|intake)(?:\/.*)?$/, '/');
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return address;
}

/** Whether a token on its way there can be read by others. */
export function isOpenToOthers({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return false;
  return hostname !== 'localhost' && hostname !== '[::1]' && !/^127(?:\.\d+){3}$/.test(hostname);
}
