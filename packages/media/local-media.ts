import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ListedFile, MediaStore, StoredFile } from './media-store.ts';
import { signUpload } from './upload-signature.ts';

const isMissing = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 'ENOENT';

async function readHead(path: string, bytes: number): Promise<StoredFile | null> {
  try {
    const file = await open(path);
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
}

async function fingerprintOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex').slice(0, 32);
}

/** Files that are listed at once. */
const listed = 1_000;

async function* listFolder(directory: string, folder: string): AsyncGenerator<ListedFile[]> {
  // Nobody has uploaded anything to a folder that is missing.
  const names = await readdir(join(directory, folder)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (let start = 0; start < names.length; start += listed) {
    const keys = names.slice(start, start + listed).map((name) => `${folder}${name}`);
    // A file may be moved or removed meanwhile.
    const found = await Promise.all(keys.map((key) => stat(join(directory, key)).catch(() => null)));
    // `ctime` changes with the name as well: a file that waited for its check is new under its final key.
    yield keys.flatMap((key, index) => (found[index]?.isFile() ? [{ key, changedAt: found[index].ctime }] : []));
  }
}

/** Media store in a folder of this machine. The routes of its subgraph accept uploads and serve the files. */
export function createLocalMedia(options: {
  directory: string;
  publicUrl: string;
  key: string;
  /** @default /uploads */
  uploadPath?: string;
}): MediaStore {
  const { directory, key: secret, uploadPath = '/uploads' } = options;
  const publicUrl = options.publicUrl.replace(/\/$/, '');
  return {
    async uploadTarget({ id, mimeType, expiresAt }) {
      const expires = expiresAt.getTime();
      const signature = signUpload(secret, id, expires);
      return {
        url: `${publicUrl}${uploadPath}/${id}?expires=${expires}&signature=${signature}`,
        headers: [{ name: 'content-type', value: mimeType }],
      };
    },
    urlOf: (key) => `${publicUrl}/media/${key}`,
    async arrived(key, bytes) {
      // The file leaves the place of uploads before it is checked, so that no other upload can replace it.
      const own = join(directory, `${key}.${randomBytes(8).toString('hex')}.checked`);
      try {
        await rename(join(directory, key), own);
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
      return {
        ...(await readHead(own, bytes))!,
        fingerprint: await fingerprintOf(own),
        content: () => readFile(own),
        async keep(finalKey, changed) {
          const target = join(directory, finalKey);
          await mkdir(dirname(target), { recursive: true });
          if (changed) await writeFile(own, changed.content);
          await rename(own, target);
          return true;
        },
        drop: () => rm(own, { force: true }),
      };
    },
    peek: (key, bytes) => readHead(join(directory, key), bytes),
    read: async (key, start, end) => {
      const path = join(directory, key);
      await access(path);
      return createReadStream(path, end === undefined ? { start } : { start, end }) as AsyncIterable<Buffer>;
    },
    remove: (key) => rm(join(directory, key), { force: true }),
    list: (folder) => listFolder(directory, folder),
  };
}
