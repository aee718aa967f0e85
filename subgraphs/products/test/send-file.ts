/** All that the owner sees of an upload. */
export const wholeUpload = '... on Upload { id status url headers { name value } expiresAt publicUrl width height }';

/** The part of an upload that sending needs. */
export interface UploadTarget {
  id: string;
  url: string;
  headers: { name: string; value: string }[];
}

/** Sends a file as a client does. */
export const put = (
  upload: UploadTarget,
  body: Buffer | ReadableStream,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(upload.url, {
    method: 'PUT',
    headers: { ...Object.fromEntries(upload.headers.map(({ name, value }) => [name, value])), ...headers },
    body: body as RequestInit['body'] & {},
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
