import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Confirmation } from '../commands/confirm-upload.ts';
import type { Upload } from '../domain/upload.ts';
import { verifyUpload } from './upload-signature.ts';

/** How the routes reach uploads. */
export interface UploadDoor {
  now: () => Date;
  find: (id: string) => Promise<Upload | null>;
  confirm: (upload: Upload) => Promise<Confirmation>;
}

interface Options extends UploadDoor {
  directory: string;
  key: string;
}

/** The type each file is served as. What is not here is not served. */
const servedTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  svg: 'image/svg+xml',
};

/** Folders and a file name, none of them hidden: no way leads out of the media folder. */
const servable = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.(\w+)$/;

const problem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).send({ error });

/** `PUT /uploads/:id`, pre-signed, and `GET /media/…`, for files that lie in a folder of this machine. */
export async function mediaRoutes(app: FastifyInstance, options: Options): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream: it goes to the disk as it comes.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    takeUploads(scope, options);
    serveMedia(scope, options.directory);
  });
}

function takeUploads(app: FastifyInstance, { directory, key, now, find, confirm }: Options): void {
  app.put<{ Params: { id: string }; Querystring: { expires?: string; signature?: string } }>(
    '/uploads/:id',
    async (request, reply) => {
      const { id } = request.params;
      const { expires = '', signature = '' } = request.query;
      if (!verifyUpload(key, { id, expires, signature }, now().getTime())) {
        return problem(
          reply,
          403,
          'This address was not given out, or its hour is over. Ask createUpload for a new one.',
        );
      }
      const upload = await find(id);
      if (upload === null || upload.status === 'EXPIRED') return problem(reply, 404, 'There is no such upload.');
      if (upload.status === 'UPLOADED') return problem(reply, 409, 'The file has arrived already.');
      if (request.headers['content-type'] !== upload.mimeType) {
        return problem(reply, 415, `Send it with the header "content-type: ${upload.mimeType}".`);
      }
      const length = request.headers['content-length'];
      if (length !== undefined && Number(length) !== upload.size) {
        return problem(reply, 400, `${upload.size} bytes were announced.`);
      }
      const target = join(directory, upload.key);
      if (!(await receive(request.raw, target, upload.size))) {
        return problem(reply, 400, `${upload.size} bytes were announced.`);
      }
      const confirmed = await confirm(upload);
      return 'problem' in confirmed ? problem(reply, 422, confirmed.problem) : reply.code(204).send();
    },
  );
}

/** Writes what comes to a file beside `target` and moves it there when it has exactly `size` bytes. */
async function receive(body: AsyncIterable<Buffer>, target: string, size: number): Promise<boolean> {
  const arriving = `${target}.${process.hrtime.bigint()}.part`;
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > size ? new TooLong() : null, chunk);
    },
  });
  await mkdir(dirname(target), { recursive: true });
  try {
    await pipeline(body, counting, createWriteStream(arriving));
    if (bytes !== size) return false;
    await rename(arriving, target);
    return true;
  } catch (error) {
    if (error instanceof TooLong) return false;
    throw error;
  } finally {
    await rm(arriving, { force: true });
  }
}

class TooLong extends Error {}

function serveMedia(app: FastifyInstance, directory: string): void {
  app.get<{ Params: { '*': string } }>('/media/*', async (request, reply) => {
    const path = request.params['*'];
    const type = servedTypes[servable.exec(path)?.[1]?.toLowerCase() ?? ''];
    const file = type === undefined ? null : await stat(join(directory, path)).catch(() => null);
    if (type === undefined || !file?.isFile()) return problem(reply, 404, 'There is no such file.');
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
