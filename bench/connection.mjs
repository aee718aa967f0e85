import { connect } from 'node:net';
import { once } from 'node:events';

/**
 * One HTTP/1.1 connection that is kept alive and takes one request at a time. The load shares its core with Postgres: this
 * costs a fraction of any client that has to be ready for everything.
 */
export async function openConnection(url) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  let received = '';
  let waiting = null;
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    received += chunk;
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1]);
    if (received.length < head + 4 + length) return;
    const body = Buffer.from(received.slice(head + 4, head + 4 + length), 'latin1').toString();
    received = received.slice(head + 4 + length);
    waiting.resolve(body);
  });
  const lost = (error) => waiting?.reject(error ?? new Error('The connection was closed.'));
  socket.on('error', lost).on('close', () => lost());

  return {
    /** Answers the body of the answer. */
    post(path, body) {
      const head = `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n`;
      socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return new Promise((resolve, reject) => (waiting = { resolve, reject }));
    },
    close: () => socket.destroy(),
  };
}
