import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { notFound } from '@soko/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The bundled page for trying the graph, in `folder`. */
export interface Playground {
  sendPage(reply: FastifyReply): FastifyReply;
  routes(app: FastifyInstance): Promise<void>;
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
};

/** Monaco sets styles inline and starts its workers from blobs; pictures of products come from anywhere. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: http: https:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const notBuilt =
  '<!doctype html><title>Soko</title><p>The playground is not built. Run <code>npm run build</code>.</p>';

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Sends a file of the bundle, compressed when the build made such a copy and the browser takes it. */
function sendAsset(
  folder: string,
  names: ReadonlySet<string>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const name = (request.params as { '*': string })['*'];
  // Only names that were found in the folder are ever opened.
  if (!names.has(name)) throw notFound(`playground/${name}`);
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding = encodings.find(([token, suffix]) => accepted.includes(token) && names.has(`${name}${suffix}`));
  // Chunks carry a hash of their content in their name.
  const isHashed = /-[A-Z0-9]{8}\.\w+$/.test(name);
  reply.type(types[extname(name)] ?? 'application/octet-stream').header('vary', 'accept-encoding');
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (encoding) reply.header('content-encoding', encoding[0]);
  return reply.send(createReadStream(join(folder, `${name}${encoding?.[1] ?? ''}`)));
}

/** Reads what is in `folder`; without a build it answers how to make one. */
export async function loadPlayground(folder: string): Promise<Playground> {
  const names = new Set(await readdir(folder).catch(() => []));
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => notBuilt);

  const sendPage = (reply: FastifyReply): FastifyReply =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .send(page);

  return {
    sendPage,
    async routes(app) {
      app.get('/', async (_request, reply) => sendPage(reply));
      app.get('/playground/*', async (request, reply) => sendAsset(folder, names, request, reply));
    },
  };
}
