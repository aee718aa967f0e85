import { once } from 'node:events';
import { connect } from 'node:net';

async function open(url) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return socket.setEncoding('latin1');
}

/** The body of the next answer on the socket. */
function nextBody(socket) {
  return new Promise((resolve, reject) => {
    let received = '';
    const stop = () => socket.off('data', onData).off('error', onEnd).off('close', onEnd);
    const onEnd = (error) => {
      stop();
      reject(error instanceof Error ? error : new Error('The connection was closed before the answer.'));
    };
    const onData = (chunk) => {
      received += chunk;
      const head = received.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1]);
      if (received.length < head + 4 + length) return;
      stop();
      resolve(Buffer.from(received.slice(head + 4), 'latin1').toString());
    };
    socket.on('data', onData).on('error', onEnd).on('close', onEnd);
  });
}

/**
 * One HTTP/1.1 connection that is kept alive, or opened again, and takes one request at a time. The load shares its core
 * with Postgres: this costs a fraction of any client that has to be ready for everything.
 */
export async function openConnection(url, token = '') {
  const { host } = new URL(url);
  let socket = await open(url);
  const authorization = token === '' ? '' : `authorization: Bearer ${token}\r\n`;
  return {
    /** Answers the body of the answer. */
    async post(path, body) {
      // The server hangs up on who is silent for long.
      if (socket.destroyed || socket.readableEnded) socket = await open(url);
      const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${authorization}`;
      const answer = nextBody(socket);
      socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return answer;
    },
    close: () => socket.destroy(),
  };
}
