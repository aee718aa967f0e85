import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Confirmation } from '../commands/confirm-upload.ts';
import type { Upload } from '../domain/upload.ts';
import { canonicalType } from '../domain/file-types.ts';
import { verifyUpload } from './upload-signature.ts';

/** Access of the routes to uploads. */
export interface UploadAccess {
  now: () => Date;
  find: (id: string) => Promise<Upload | null>;
  confirm: (upload: Upload) => Promise<Confirmation>;
}

interface Options extends UploadAccess {
  directory: string;
  key: string;
}

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

/** A path of folders and a file without hidden names, so that it cannot leave the media folder, and not of new uploads. */
const servable = /^(?!incoming\/)(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.(\w+)$/;

const sendProblem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).send({ error });

/** Routes for files in a folder of this machine: `PUT /uploads/:id` with a pre-signed URL, and `GET /media/…`. */
export async function mediaRoutes(app: FastifyInstance, options: Options): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream that is written to disk.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    acceptUploads(scope, options);
    serveMedia(scope, options.directory);
  });
}

function acceptUploads(app: FastifyInstance, { directory, key, now, find, confirm }: Options): void {
  app.put<{ Params: { id: string }; Querystring: { expires?: string; signature?: string } }>(
    '/uploads/:id',
    async (request, reply) => {
      const { id } = request.params;
      const { expires = '', signature = '' } = request.query;
      if (!verifyUpload(key, { id, expires, signature }, now().getTime())) {
        return sendProblem(reply, 403, 'The signature of this URL is invalid or has expired. Call createUpload again.');
      }
      const upload = await find(id);
      if (upload === null || upload.status === 'EXPIRED') return sendProblem(reply, 404, 'No upload has this id.');
      if (upload.status === 'UPLOADED') return sendProblem(reply, 409, 'The file has already arrived.');
      if (canonicalType(request.headers['content-type'] ?? '') !== upload.mimeType) {
        return sendProblem(reply, 415, `The request needs the header "content-type: ${upload.mimeType}".`);
      }
      const length = request.headers['content-length'];
      if (length !== undefined && Number(length) !== upload.size) {
        return sendProblem(reply, 400, `The file must have ${upload.size} bytes, as announced.`);
      }
      const target = join(directory, upload.key);
      if (!(await receiveFile(request.raw, target, upload.size))) {
        return sendProblem(reply, 400, `The file must have ${upload.size} bytes, as announced.`);
      }
      const confirmed = await confirm(upload);
      if ('problem' in confirmed) return sendProblem(reply, 422, confirmed.problem);
      return confirmed.isNew ? reply.code(204).send() : sendProblem(reply, 409, 'The file has already arrived.');
    },
  );
}

/** Writes the body to a temporary file and moves it to `target` if it has exactly `size` bytes. */
async function receiveFile(body: AsyncIterable<Buffer>, target: string, size: number): Promise<boolean> {
  const partial = `${target}.${process.hrtime.bigint()}.part`;
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > size ? new TooLong() : null, chunk);
    },
  });
  await mkdir(dirname(target), { recursive: true });
  try {
    await pipeline(body, counting, createWriteStream(partial));
    if (bytes !== size) return false;
    await rename(partial, target);
    return true;
  } catch (error) {
    if (error instanceof TooLong) return false;
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

class TooLong extends Error {}

function serveMedia(app: FastifyInstance, directory: string): void {
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
