import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createResolve, createPostWebhook, isPublicHost, type Resolve } from '../../providers/webhook-post.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;

const raw: Server[] = [];

/** A TCP server, so that an answer can be anything. */
async function startRaw(
  answer: (socket: Socket) => void,
): Promise<{ origin: string; port: number; connections: () => number }> {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    answer(socket);
  });
  raw.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, connections: () => connections };
}

beforeAll(async () => {
  receiver = await startReceiver();
});

afterEach(() => {
  for (const server of raw.splice(0)) server.close();
});

afterAll(() => receiver.close());

const unknown: Resolve = async () => [];

const post = (
  url: string,
  {
    trusted = [],
    resolve = unknown,
    ports = [443],
    timeoutMs = 30_000,
  }: { trusted?: string[]; resolve?: Resolve; ports?: number[]; timeoutMs?: number } = {},
) =>
  createPostWebhook({ trustedOrigins: trusted, resolve, ports, timeoutMs })(
    url,
    { 'webhook-id': 'evt_1' },
    '{"id":"evt_1"}',
  );

const notAllowed = { responseCode: null, responseHead: null, retryAfter: null, error: 'ADDRESS_NOT_ALLOWED' };

describe('a webhook to an address that is not public', () => {
  it('opens no connection, whatever the address looks like', async () => {
    const { port, connections } = await startRaw((socket) => socket.end());
    const hosts = [
      '127.0.0.1',
      '10.1.2.3',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '169.254.169.254',
      '0x7f.1',
      '0',
    ];
    for (const host of hosts) expect(await post(`https://${host}:${port}/`, { ports: [port] })).toEqual(notAllowed);
    expect(await post(`http://127.0.0.1:${port}/`, { ports: [port] })).toEqual(notAllowed);
    expect(connections()).toBe(0);
  });

  it.each([[['127.0.0.1']], [['::1']], [['10.0.0.1']], [['::ffff:127.0.0.1']], [['93.184.215.14', '127.0.0.1']], [[]]])(
    'opens no connection for a name that resolves to %j',
    async (addresses) => {
      const { port, connections } = await startRaw((socket) => socket.end());
      const resolve = async () => addresses;
      expect(await post(`https://receiver.example:${port}/`, { resolve, ports: [port] })).toEqual(notAllowed);
      expect(connections()).toBe(0);
    },
  );

  it('opens no connection for a name whose second answer is private', async () => {
    const { port, connections } = await startRaw((socket) => socket.end());
    const answers = [['93.184.215.14'], ['127.0.0.1']];
    const resolve: Resolve = async () => answers.shift() ?? [];
    expect(await isPublicHost('receiver.example', resolve)).toBe(true);
    expect(await post(`https://receiver.example:${port}/`, { resolve, ports: [port] })).toEqual(notAllowed);
    expect(connections()).toBe(0);
    expect(answers).toEqual([]);
  });

  it('opens no connection for a name that only this machine knows', async () => {
    const { port, connections } = await startRaw((socket) => socket.end());
    const resolve = createResolve({ timeoutMs: 200 });
    expect(await post(`https://localhost:${port}/`, { resolve, ports: [port] })).toEqual(notAllowed);
    expect(connections()).toBe(0);
  });

  it('opens no connection to another port', async () => {
    const resolve = async () => ['93.184.215.14'];
    expect(await post('https://receiver.example:6379/', { resolve })).toEqual(notAllowed);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('with %d is an answer, and is not followed', async (status) => {
    const { origin, connections } = await startRaw((socket) => socket.end());
    receiver.answer = () => ({ status, headers: { location: `${origin}/inside` } });
    const result = await post(`${receiver.origin}/moved`, { trusted: [receiver.origin] });
    expect(result).toMatchObject({ responseCode: status, error: null });
    expect(connections()).toBe(0);
  });
});

describe('a receiver', () => {
  const to = async (answer: (socket: Socket) => void, timeoutMs?: number) => {
    const { origin } = await startRaw(answer);
    return post(`${origin}/`, { trusted: [origin], ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  };

  it('gets the bytes and the headers', async () => {
    receiver.answer = () => ({ status: 202, headers: { 'retry-after': '7' }, body: 'thanks\u0007' });
    const result = await post(`${receiver.origin}/bytes?a=b`, { trusted: [receiver.origin] });
    expect(result).toEqual({ responseCode: 202, responseHead: 'thanks', retryAfter: '7', error: null });
    expect(receiver.at('/bytes?a=b')).toMatchObject([{ body: '{"id":"evt_1"}', headers: { 'webhook-id': 'evt_1' } }]);
  });

  it('that never answers is given up in time', async () => {
    expect(await to(() => {}, 300)).toMatchObject({ responseCode: null, error: 'TIMED_OUT' });
  });

  it('whose answer never ends has answered, with a bounded part of it', async () => {
    const endless = (socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n');
      const write = () => {
        while (!socket.destroyed && socket.write('a'.repeat(8_192)));
      };
      socket.on('drain', write);
      write();
    };
    expect(await to(endless)).toEqual({
      responseCode: 200,
      responseHead: 'a'.repeat(1_000),
      retryAfter: null,
      error: null,
    });
    const stuck = (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart');
    expect(await to(stuck, 300)).toMatchObject({ responseCode: 200, responseHead: 'part' });
  });

  it('that does not speak HTTP, closes, or has too many headers, has not answered', async () => {
    expect(await to((socket) => void socket.end('SSH-2.0-OpenSSH\r\n\r\n'))).toMatchObject({ error: 'INVALID_ANSWER' });
    expect(await to((socket) => void socket.once('data', () => socket.destroy()))).toMatchObject({
      error: 'CONNECTION_FAILED',
    });
    const headers = `x: ${'a'.repeat(40_000)}\r\n`;
    expect(await to((socket) => void socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n`))).toMatchObject({
      error: 'INVALID_ANSWER',
    });
  });

  it('that is not there, or has no certificate, cannot be reached', async () => {
    const { origin } = await startRaw((socket) => socket.end());
    const server = raw.pop()!;
    await new Promise((resolve) => server.close(resolve));
    expect(await post(origin, { trusted: [origin] })).toMatchObject({ error: 'CONNECTION_FAILED' });
    const plain = receiver.origin.replace('http:', 'https:');
    expect(await post(plain, { trusted: [plain] })).toMatchObject({ error: 'TLS_FAILED' });
  });
});
