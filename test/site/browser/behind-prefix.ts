import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Reaches a server as through a proxy that takes a path off, and knows nothing else.
 * @param prefix such as `/tiny`
 * @param beforeAnswer awaited before an answer is passed on
 * @param use gets the address of the server behind it, with a slash at its end
 */
export async function behindPrefix(
  port: number,
  prefix: string,
  use: (site: string) => Promise<void>,
  { beforeAnswer = () => Promise.resolve() }: { readonly beforeAnswer?: (path: string) => Promise<void> } = {},
): Promise<void> {
  const proxy = createServer((request, response) => {
    const path = request.url?.startsWith(`${prefix}/`) === true ? request.url.slice(prefix.length) : '/nowhere';
    const { method, headers } = request;
    const onward = httpRequest({ port, host: '127.0.0.1', path, method, headers }, (answer) => {
      void beforeAnswer(path).then(() => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
    response.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}${prefix}/`);
  } finally {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  }
}
