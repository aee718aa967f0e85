import { createHash } from 'node:crypto';
import { AwsClient, AwsV4Signer } from 'aws4fetch';
import type { ListedFile, MediaStore, StoredFile } from './media-store.ts';

export interface S3Options {
  /** URL of the API, such as `https://s3.eu-west-1.amazonaws.com`; the bucket follows in the path. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** URL at which browsers read the bucket, if it differs from the endpoint. */
  publicUrl?: string | undefined;
}

/** The S3 API returned an unexpected response. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure';
}

/** The content at a key is no longer the one that the request named. */
class Replaced extends Error {}

const unlessReplaced = (response: Promise<Response | null>): Promise<Response | null> =>
  response.catch((error: unknown) => {
    if (error instanceof Replaced) return null;
    throw error;
  });

const withoutSlash = (url: string): string => url.replace(/\/$/, '');

/** Media store in a bucket of any S3 API. Clients send files there directly, with a URL signed for exactly one file. */
export function createS3Media(options: S3Options): MediaStore {
  const { accessKeyId, secretAccessKey, region } = options;
  const credentials = { accessKeyId, secretAccessKey, region, service: 's3' };
  const client = new AwsClient({ ...credentials, retries: 3 });
  const urlInBucket = (key: string): string => `${withoutSlash(options.endpoint)}/${options.bucket}/${key}`;

  async function request(key: string, init: RequestInit): Promise<Response | null> {
    const response = await client.fetch(urlInBucket(key), init);
    if (response.status === 404) return null;
    if (response.status === 412) throw new Replaced(`The file ${key} was replaced.`);
    // The range begins at the end of the file.
    if (response.status === 416) return new Response(null);
    if (response.ok) return response;
    await response.body?.cancel();
    throw new S3Failure(`S3 returned ${response.status} for ${init.method ?? 'GET'} ${key}.`);
  }

  async function readHead(key: string, bytes: number): Promise<(StoredFile & { etag: string }) | null> {
    const response = await request(key, { headers: { range: `bytes=0-${bytes - 1}` } });
    if (response === null) return null;
    const head = Buffer.from(await response.arrayBuffer());
    const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
    const etag = response.headers.get('etag') ?? '';
    return { size: total === undefined ? head.length : Number(total), head: head.subarray(0, bytes), etag };
  }

  async function remove(key: string): Promise<void> {
    const response = await request(key, { method: 'DELETE' });
    await response?.body?.cancel();
  }

  return {
    async uploadTarget({ key, mimeType, size, expiresAt }) {
      const url = new URL(urlInBucket(key));
      const seconds = Math.max(1, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
      url.searchParams.set('X-Amz-Expires', String(seconds));
      const headers = { 'content-type': mimeType, 'content-length': String(size) };
      // Type and length are part of the signature, so S3 refuses any other file.
      const signer = new AwsV4Signer({
        ...credentials,
        method: 'PUT',
        url: url.href,
        headers,
        signQuery: true,
        allHeaders: true,
      });
      const signed = await signer.sign();
      return { url: signed.url.href, headers: [{ name: 'content-type', value: mimeType }] };
    },
    urlOf: (key) => (options.publicUrl === undefined ? urlInBucket(key) : `${withoutSlash(options.publicUrl)}/${key}`),
    async arrived(key, bytes) {
      const found = await readHead(key, bytes);
      if (found === null) return null;
      const { etag, ...file } = found;
      return {
        ...file,
        fingerprint: createHash('sha256').update(etag).digest('hex').slice(0, 32),
        async content() {
          const response = await unlessReplaced(request(key, { headers: { 'if-match': etag } }));
          return response && Buffer.from(await response.arrayBuffer());
        },
        async keep(finalKey, changed) {
          if (changed) {
            const headers = { 'content-type': changed.mimeType };
            const saved = await request(finalKey, { method: 'PUT', headers, body: new Uint8Array(changed.content) });
            await saved?.body?.cancel();
            await remove(key);
            return true;
          }
          // The signed URL stays valid until it expires: only the content that was checked is copied.
          const source = `/${options.bucket}/${key}`;
          const headers = { 'x-amz-copy-source': source, 'x-amz-copy-source-if-match': etag };
          const copied = await unlessReplaced(request(finalKey, { method: 'PUT', headers }));
          const answer = (await copied?.text()) ?? null;
          if (answer === null) return false;
          // S3 may report a failure of a long copy after it has sent the status 200.
          if (answer.includes('<Error>')) throw new S3Failure(`S3 could not copy ${key}.`);
          await remove(key);
          return true;
        },
        drop: () => remove(key),
      };
    },
    peek: readHead,
    async read(key, start, end) {
      const isWhole = start === 0 && end === undefined;
      const response = await request(key, isWhole ? {} : { headers: { range: `bytes=${start}-${end ?? ''}` } });
      if (response === null) throw new S3Failure(`The bucket has no file with the key ${key}.`);
      return buffersOf(response.body);
    },
    remove,
    async *list(folder) {
      let token: string | undefined;
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          prefix: folder,
          ...(token === undefined ? {} : { 'continuation-token': token }),
        });
        const response = await request(`?${query.toString()}`, {});
        if (response === null) throw new S3Failure(`There is no bucket ${options.bucket}.`);
        const answer = await response.text();
        yield filesIn(answer);
        token = tagIn(answer, 'NextContinuationToken');
      } while (token !== undefined);
    },
  };
}

/** The text of the first tag of this name. */
const tagIn = (xml: string, name: string): string | undefined => {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity]!);
};

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The files in the answer of `ListObjectsV2`. */
const filesIn = (xml: string): ListedFile[] =>
  [...xml.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([file]) => ({
    key: tagIn(file, 'Key')!,
    changedAt: new Date(tagIn(file, 'LastModified')!),
  }));

async function* buffersOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Buffer> {
  if (body === null) return;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) yield Buffer.from(chunk);
}
