import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface TestS3 {
  url: string;
  keys(): string[];
  read(key: string): Buffer | undefined;
  /** Puts an object into the bucket. */
  write(key: string, body: Buffer): void;
  close(): Promise<void>;
}

interface Account {
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** AWS Signature Version 4 of a request, written from its specification. */
function signatureOf(request: IncomingMessage, url: URL, account: Account): { expected: string; given: string } {
  const query = url.searchParams;
  const presigned = query.has('X-Amz-Signature');
  const header = /Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
    request.headers.authorization ?? '',
  );
  const [credential, names, given] = presigned
    ? [query.get('X-Amz-Credential'), query.get('X-Amz-SignedHeaders'), query.get('X-Amz-Signature')]
    : [header?.[1], header?.[2], header?.[3]];
  const time = presigned ? query.get('X-Amz-Date') : request.headers['x-amz-date'];
  const payload = presigned ? 'UNSIGNED-PAYLOAD' : request.headers['x-amz-content-sha256'];
  const [keyId = '', ...scope] = (credential ?? '').split('/');
  const canonicalQuery = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join('&');
  const canonicalHeaders = (names ?? '')
    .split(';')
    .map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`);
  const canonical = [request.method, url.pathname, canonicalQuery, canonicalHeaders.join(''), names, payload].join(
    '\n',
  );
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${account.secretAccessKey}`);
  const expected = keyId === account.accessKeyId ? hmac(key, text).toString('hex') : 'no such key';
  return { expected, given: given ?? 'none' };
}

const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** The part of the S3 API that the tests need. It refuses every request without a valid signature. */
export async function startS3(account: Account): Promise<TestS3> {
  const objects = new Map<string, { body: Buffer; type: string; changedAt: Date }>();

  /** `ListObjectsV2`, with two keys on each page. The token is the last key, which needs to be escaped. */
  function list(query: URLSearchParams): string {
    const after = query.get('continuation-token')?.replace(/^<&/, '') ?? '';
    const keys = [...objects.keys()]
      .toSorted()
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after);
    const page = keys.slice(0, 2);
    const contents = page.map((key) => {
      const changedAt = objects.get(key)!.changedAt.toISOString();
      return `<Contents><Key>${key}</Key><LastModified>${changedAt}</LastModified><Size>1</Size></Contents>`;
    });
    const token =
      keys.length > page.length ? `<NextContinuationToken>&lt;&amp;${page.at(-1)}</NextContinuationToken>` : '';
    return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult>${contents.join('')}${token}</ListBucketResult>`;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { expected, given } = signatureOf(request, url, account);
    const key = url.pathname.slice(account.bucket.length + 2);
    if (expected !== given || !url.pathname.startsWith(`/${account.bucket}/`)) {
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
    } else if (request.headers['x-amz-copy-source'] !== undefined) {
      const source = objects.get(String(request.headers['x-amz-copy-source']).slice(account.bucket.length + 2));
      if (source === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      if (etagOf(source.body) !== request.headers['x-amz-copy-source-if-match']) {
        return void response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
      }
      objects.set(key, { ...source, changedAt: new Date() });
      response.writeHead(200).end('<CopyObjectResult></CopyObjectResult>');
    } else if (url.searchParams.get('list-type') === '2') {
      response.writeHead(200).end(list(url.searchParams));
    } else if (request.method === 'PUT') {
      const type = request.headers['content-type'] ?? '';
      objects.set(key, { body: Buffer.concat(chunks), type, changedAt: new Date() });
      response.writeHead(200).end();
    } else if (request.method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else {
      get(objects.get(key)?.body, request.headers.range, response);
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    keys: () => [...objects.keys()],
    read: (key) => objects.get(key)?.body,
    write: (key, body) => void objects.set(key, { body, type: 'application/octet-stream', changedAt: new Date() }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function get(body: Buffer | undefined, range: string | undefined, response: ServerResponse): void {
  if (body === undefined) return void response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  response.setHeader('etag', etagOf(body));
  if (range === undefined) return void response.writeHead(200).end(body);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  const start = Number(from);
  if (start >= body.length) return void response.writeHead(416).end();
  const end = Math.min(to === '' ? body.length - 1 : Number(to), body.length - 1);
  response
    .writeHead(206, { 'content-range': `bytes ${start}-${end}/${body.length}` })
    .end(body.subarray(start, end + 1));
}
