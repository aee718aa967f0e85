import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The connection of a request that asks for a WebSocket, and what was read of it beyond the request. */
export interface Upgrade {
  socket: Duplex;
  head: Buffer;
  /** Gives the connection up to whoever upgrades it; until then a refusal can be answered over HTTP. */
  takeOver(): void;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** How a request is upgraded, if it asks for it. */
export const upgradeOf = ({ raw }: FastifyRequest): Upgrade | undefined => upgrades.get(raw);

const upgradeHeaders = /^(connection|upgrade|http2-settings)$/i;

/**
 * A request that asks for something else than a WebSocket, as Java's HTTP client does for HTTP/2 with each of its first
 * requests, is one like any other. Node has given its connection up, so it is read anew, without the wish.
 */
function readAnew(app: FastifyInstance, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, rawHeaders } = request;
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !upgradeHeaders.test(name) ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  const text = [`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  socket.unshift(Buffer.concat([Buffer.from(text, 'latin1'), head]));
  app.server.emit('connection', socket);
}

/** Sends requests for a WebSocket the way of all others: identified, authenticated, and refused as they are. */
export function routeUpgrades(app: FastifyInstance): void {
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return readAnew(app, request, socket, head);
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on('finish', () => socket.end());
    upgrades.set(request, { socket, head, takeOver: () => response.detachSocket(socket as Socket) });
    return app.routing(request, response);
  });
}
