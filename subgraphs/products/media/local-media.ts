import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaStore } from './media-store.ts';
import { signUpload } from './upload-signature.ts';

const isMissing = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 'ENOENT';

/** Media store in a folder of this machine. The routes of this subgraph accept uploads and serve the files. */
export function createLocalMedia(options: { directory: string; publicUrl: string; key: string }): MediaStore {
  const { directory, key: secret } = options;
  const publicUrl = options.publicUrl.replace(/\/$/, '');
  return {
    async uploadTarget({ id, mimeType, expiresAt }) {
      const expires = expiresAt.getTime();
      const signature = signUpload(secret, id, expires);
      return {
        url: `${publicUrl}/uploads/${id}?expires=${expires}&signature=${signature}`,
        headers: [{ name: 'content-type', value: mimeType }],
      };
    },
    urlOf: (key) => `${publicUrl}/media/${key}`,
    async peek(key, bytes) {
      try {
        const file = await open(join(directory, key));
        try {
          const { size } = await file.stat();
          const head = Buffer.alloc(Math.min(bytes, size));
          const { bytesRead } = await file.read(head, 0, head.length, 0);
          return { size, head: head.subarray(0, bytesRead) };
        } finally {
          await file.close();
        }
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    read: async (key, start) => createReadStream(join(directory, key), { start }) as AsyncIterable<Buffer>,
    remove: (key) => rm(join(directory, key), { force: true }),
  };
}
