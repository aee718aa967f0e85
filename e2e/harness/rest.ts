import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { client, type Client } from './client.ts';
import { becomeSeller } from './people.ts';

const root = resolve(import.meta.dirname, '../..');
const refused = '... on UserError { __typename code message }';

type Schema = Record<string, unknown> & {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
};

/** An operation of the OpenAPI document. */
export interface RestOperation {
  operationId: string;
  description: string;
  method: string;
  path: string;
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Record<string, unknown>;
}

export interface RestDocument {
  operations: RestOperation[];
  components: { schemas: Record<string, Schema> };
}

export const restDocument = async (): Promise<RestDocument> => {
  const document = JSON.parse(await readFile(join(root, 'schema/openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, Omit<RestOperation, 'method' | 'path'>>>;
    components: RestDocument['components'];
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  return { operations, components: document.components };
};

/** A value that fits a schema, with nothing that it does not require. */
export function sampleOf(schema: Schema, document: RestDocument): unknown {
  if (schema.$ref !== undefined)
    return sampleOf(document.components.schemas[schema.$ref.split('/').at(-1)!]!, document);
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (schema.type === 'object') {
    const required = (schema['required'] ?? []) as string[];
    return Object.fromEntries(required.map((name) => [name, sampleOf(schema.properties![name]!, document)]));
  }
  if (schema.type === 'array') return [];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  if (schema['pattern'] === '^[A-Z]{3}$') return 'EUR';
  return schema['pattern'] === undefined ? 'unknown' : '1.00';
}

export interface RestAnswer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Sends a request to `/v1`. */
export async function rest(
  method: string,
  path: string,
  { token, body, headers = {} }: { token?: string | undefined; body?: unknown; headers?: Record<string, string> } = {},
): Promise<RestAnswer> {
  const response = await fetch(`${process.env['SOKO_URL']!}/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

export async function createKey(seller: Client, storeId: string, scopes: readonly string[]): Promise<string> {
  const { createApiKey } = await seller.data(
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreatedApiKey { secret } ${refused} } }`,
    { input: { storeId, name: 'Server', scopes } },
  );
  return createApiKey.secret as string;
}

/** A seller with a store of their own. */
export async function openStore(name: string): Promise<{ seller: Client; sellerId: string; storeId: string }> {
  const { seller, sellerId } = await becomeSeller(name, client());
  const { createStore } = await seller.data(
    `mutation ($input: CreateStoreInput!) { createStore(input: $input) { ... on Store { id } ${refused} } }`,
    { input: { name } },
  );
  return { seller, sellerId, storeId: createStore.id as string };
}
