import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Texts of operations by their SHA-256 in hexadecimal digits. */
export type DocumentTexts = ReadonlyMap<string, string>;

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What Apollo's clients write: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  operations: z.array(z.object({ body: z.string() })),
});

/** What graphql-codegen and `npm run documents` write: texts by their hashes. */
const plainManifest = z.record(z.string(), z.string());

/**
 * Reads a manifest of documents. The hashes are made from the texts, so that no entry stands for another text. Throws for
 * one that is not well-formed.
 */
export function readDocuments(text: string): DocumentTexts {
  const given: unknown = JSON.parse(text);
  const apollo = apolloManifest.safeParse(given);
  const texts = apollo.success
    ? apollo.data.operations.map(({ body }) => body)
    : Object.values(plainManifest.parse(given));
  return new Map(texts.map((each) => [hashOf(each), each]));
}
