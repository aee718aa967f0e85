import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The connection of a WebSocket request, and the bytes that were read after the request. */
export interface Upgrade {
  socket: Duplex;
  head: Buffer;
  /** Detaches the HTTP response from the connection, to upgrade it. Until then the request can be refused over HTTP. */
  detach(): void;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** The upgrade of a WebSocket request; undefined for other requests. */
export const upgradeOf = ({ raw }: FastifyRequest): Upgrade | undefined => upgrades.get(raw);

const upgradeHeaders = /^(connection|upgrade|http2-settings)$/i;

/**
 * Handles a request for another upgrade than WebSocket as a plain request: Java's HTTP client asks for HTTP/2 with its first
 * requests. Node no longer reads the connection, so the request is put back without its upgrade headers.
 */
function ignoreUpgrade(app: FastifyInstance, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, rawHeaders } = request;
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !upgradeHeaders.test(name) ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  const text = [`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  socket.unshift(Buffer.concat([Buffer.from(text, 'latin1'), head]));
  app.server.emit('connection', socket);
}

/** Apart from the request: a socket keeps its listener while it is open, and the listener everything around it. */
const destroyOnError = (socket: Duplex): void => void socket.on('error', () => socket.destroy());

/** Routes WebSocket requests like all others, so that they are identified, authenticated and refused in the same way. */
export function routeUpgrades(app: FastifyInstance): void {
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return ignoreUpgrade(app, request, socket, head);
    destroyOnError(socket);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on('finish', () => socket.end());
    upgrades.set(request, { socket, head, detach: () => response.detachSocket(socket as Socket) });
    return app.routing(request, response);
  });
}
