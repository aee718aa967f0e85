import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Content types by file extension. Files with other extensions are not served. */
const servedTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  svg: 'image/svg+xml',
};

/** A path of folders and a file without hidden names, so that it cannot leave the media folder, and not of new uploads or chats. */
const servable = /^(?!incoming\/|chat\/)(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.(\w+)$/;

const sendProblem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).send({ error });

/** `GET /media/…`: the pictures in a folder of this machine. */
export function serveMedia(app: FastifyInstance, directory: string): void {
  app.get<{ Params: { '*': string } }>('/media/*', async (request, reply) => {
    const path = request.params['*'];
    const type = servedTypes[servable.exec(path)?.[1]?.toLowerCase() ?? ''];
    const file = type === undefined ? null : await stat(join(directory, path)).catch(() => null);
    if (type === undefined || !file?.isFile()) return sendProblem(reply, 404, 'No file has this path.');
    return reply
      .header('content-type', type)
      .header('content-length', file.size)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(createReadStream(join(directory, path)));
  });
}
