/** What `createUpload` answers of where to send a file. */
export interface Asked {
  id: string;
  url: string;
  headers: { name: string; value: string }[];
}

/** Sends a file as a client is told to. */
export const put = (
  upload: Asked,
  body: Buffer | ReadableStream,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(upload.url, {
    method: 'PUT',
    headers: { ...Object.fromEntries(upload.headers.map(({ name, value }) => [name, value])), ...headers },
    body: body as RequestInit['body'] & {},
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
