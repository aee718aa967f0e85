import { createHash } from 'node:crypto';

/** First bytes of the types that evidence can have. */
const heads: readonly (readonly [type: string, head: string])[] = [
  ['jpg', 'ffd8ff'],
  ['png', '89504e47'],
  ['pdf', '25504446'],
];

const typeOf = (bytes: Buffer): string =>
  heads.find(([, head]) => bytes.subarray(0, head.length / 2).toString('hex') === head)?.[0] ?? '';

async function describeFile(name: string, file: File): Promise<[string, string][]> {
  const bytes = Buffer.from(await file.arrayBuffer());
  return [
    [`${name}[filename]`, file.name],
    [`${name}[type]`, typeOf(bytes)],
    [`${name}[size]`, String(bytes.length)],
    [`${name}[sha256]`, createHash('sha256').update(bytes).digest('hex')],
  ];
}

/** A `multipart/form-data` body as form encoding. A file becomes its name, type, size and digest: its content is not kept. */
export async function formOfMultipart(body: Buffer, contentType: string): Promise<string> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const fields = await Promise.all(
    [...form].map(async ([name, value]): Promise<[string, string][]> =>
      typeof value === 'string' ? [[name, value]] : describeFile(name, value),
    ),
  );
  return new URLSearchParams(fields.flat()).toString();
}
