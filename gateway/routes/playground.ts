import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { notFound } from '@soko/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The playground: the built page with which people try the graph. */
export interface Playground {
  sendPage(reply: FastifyReply): Promise<FastifyReply>;
  routes(app: FastifyInstance): Promise<void>;
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
};

/** Monaco sets inline styles and starts its workers from blobs; pictures of products may come from any host. */
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

/** The current files: the playground may be rebuilt while the gateway runs. */
const namesIn = async (folder: string): Promise<Set<string>> => new Set(await readdir(folder).catch(() => []));

/** Sends a file of the playground, compressed if the build made a compressed copy that the browser accepts. */
async function sendAsset(folder: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const names = await namesIn(folder);
  const name = (request.params as { '*': string })['*'];
  // Opens only names from the folder's listing, so that no path can leave it.
  if (!names.has(name)) throw notFound(`playground/${name}`);
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding = encodings.find(([token, suffix]) => accepted.includes(token) && names.has(`${name}${suffix}`));
  // The names of chunks contain a hash of their content.
  const isHashed = /-[A-Z0-9]{8}\.\w+$/.test(name);
  reply.type(types[extname(name)] ?? 'application/octet-stream').header('vary', 'accept-encoding');
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (encoding) reply.header('content-encoding', encoding[0]);
  return reply.send(createReadStream(join(folder, `${name}${encoding?.[1] ?? ''}`)));
}

async function sendPage(folder: string, hasDemoAccounts: boolean, reply: FastifyReply): Promise<FastifyReply> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => notBuilt);
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-cache')
    .send(hasDemoAccounts ? page : page.replace('<body data-demo>', '<body>'));
}

/** The playground in `folder`. It offers the demo accounts only if they may exist. */
export const createPlayground = (folder: string, options: { hasDemoAccounts: boolean }): Playground => ({
  sendPage: (reply) => sendPage(folder, options.hasDemoAccounts, reply),
  async routes(app) {
    app.get('/', async (_request, reply) => sendPage(folder, options.hasDemoAccounts, reply));
    app.get('/playground/*', async (request, reply) => sendAsset(folder, request, reply));
  },
});
