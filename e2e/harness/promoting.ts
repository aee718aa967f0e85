import { v7 } from 'uuid';
import type { Client } from './client.ts';

const refused = '... on UserError { __typename code message }';

/** Creates a promotion; `as` is the seller who pays, or support for the platform. Returns its id. */
export async function createPromotion(as: Client, input: object): Promise<string> {
  const { createPromotion: created } = await as.data(
    `mutation ($input: CreatePromotionInput!) { createPromotion(input: $input) { ... on Promotion { id } ${refused} } }`,
    { input: { title: 'Stools for less', idempotencyKey: `promotion-${v7()}`, ...input } },
  );
  if (created.id === undefined) throw new Error(`Not created: ${JSON.stringify(created)}`);
  return created.id;
}

/** A code that nobody else has. */
export const newCode = (): string => `STOOL-${v7().slice(-12).toUpperCase()}`;
