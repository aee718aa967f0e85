import type { Collection } from './collection.ts';
import type { Token } from './token.ts';

/** Address of the metadata of a collection's tokens. Wallets put the id in the place of `{id}`, as 64 hexadecimal digits. */
export const metadataTemplate = (publicUrl: string, collectionId: string): string =>
  `${publicUrl}/metadata/${collectionId}/{id}.json`;

/** Address of the metadata of one token. */
export const metadataUrl = (publicUrl: string, { collectionId, number }: Pick<Token, 'collectionId' | 'number'>) =>
  `${publicUrl}/metadata/${collectionId}/${number}.json`;

/** Reads the id of a token in an address: 64 lower-case hexadecimal digits, or decimal. Null for anything else. */
export function readTokenNumber(text: string): number | null {
  const isHex = /^[\da-f]{64}$/.test(text);
  if (!isHex && !/^[1-9]\d{0,9}$/.test(text)) return null;
  const number = Number.parseInt(text, isHex ? 16 : 10);
  return number >= 1 && number <= 2_147_483_647 ? number : null;
}

/** The metadata of a token: https://eips.ethereum.org/EIPS/eip-1155#metadata */
export const metadataOf = ({ name, description, imageUrl }: Token, collection: Collection) => ({
  name,
  description: description ?? collection.description ?? '',
  ...(imageUrl === null ? {} : { image: imageUrl }),
  decimals: 0,
  properties: { collection: collection.name },
});
