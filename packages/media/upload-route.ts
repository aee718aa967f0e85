import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { canonicalType } from './canonical-type.ts';
import { verifyUpload } from './upload-signature.ts';

/** An upload, as far as the route needs it. It accepts a file while the status is PENDING. */
export interface ExpectedFile {
  status: string;
  key: string;
  mimeType: string;
  size: number;
}

/** Access of the route to the uploads of a subgraph. */
export interface UploadAccess<Upload extends ExpectedFile> {
  now: () => Date;
  find: (id: string) => Promise<Upload | null>;
  /** Checks the file that arrived. `isNew` is false if another file of the upload had arrived before. */
  confirm: (upload: Upload) => Promise<{ isNew: boolean } | { problem: string }>;
}

interface Folder {
  directory: string;
  key: string;
  path: string;
}

const sendProblem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).send({ error });

/** `PUT <path>/:id` with a pre-signed URL: a file that goes to a folder of this machine. */
export async function acceptUploads<Upload extends ExpectedFile>(
  app: FastifyInstance,
  folder: Folder,
  access: UploadAccess<Upload>,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream that is written to disk.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    addRoute(scope, folder, access);
  });
}

function addRoute<Upload extends ExpectedFile>(
  app: FastifyInstance,
  { directory, key, path }: Folder,
  { now, find, confirm }: UploadAccess<Upload>,
): void {
  app.put<{ Params: { id: string }; Querystring: { expires?: string; signature?: string } }>(
    `${path}/:id`,
    async (request, reply) => {
      const { id } = request.params;
      const { expires = '', signature = '' } = request.query;
      if (!verifyUpload(key, { id, expires, signature }, now().getTime())) {
        return sendProblem(reply, 403, 'The signature of this URL is invalid or has expired. Ask for a new upload.');
      }
      const upload = await find(id);
      if (upload === null || upload.status === 'EXPIRED') return sendProblem(reply, 404, 'No upload has this id.');
      if (upload.status !== 'PENDING') return sendProblem(reply, 409, 'The file has already arrived.');
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
