import { stableId } from '@soko/ids';
import { pollUntil } from '@soko/retry';
import type { SeedProduct } from '../catalogue-types.ts';
import { smallCatalogue } from '../catalogue/small-catalogue.ts';
import { shopFrontOf } from './store-keepers.ts';
import { type Data, Refused, type Visitor } from './visitor.ts';

/** Time that the chain gets to deploy a contract, make its tokens and mint one, with the start of its node. */
const chainMs = 120_000;

/** The works of the orchard that are sold as tokens; their titles end with how many there are. */
export const editions = (): SeedProduct[] =>
  smallCatalogue().filter(({ storeId, type }) => storeId === shopFrontOf('pixel-orchard').id && type === 'NFT');

/** `Turkana at Dusk, edition of 50` is one of 50. */
export function supplyOf(title: string): number {
  const count = Number(/, edition of (\d+)$/.exec(title)?.[1]);
  if (!Number.isInteger(count)) throw new Error(`"${title}" does not say how many there are.`);
  return count;
}

const productId = ({ slug, createdAt }: SeedProduct): string => stableId('prd', slug, createdAt);

/** Waits until the chain has done what was asked of it. */
async function untilDone<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const seen = await pollUntil(look, (found) => found !== null, { timeoutMs: chainMs });
  if (seen === undefined || seen === null) throw new Error(`${what} was not seen within ${chainMs / 1_000} s.`);
  return seen;
}

const isNotCreatedYet = (error: unknown): boolean => error instanceof Refused && error.code === 'TOKEN_NOT_CREATED';

/** Sells each work as a token of its own. Returns how many. */
export async function sellEditions(keeper: Visitor): Promise<number> {
  const { id: collectionId } = await keeper.act('createCollection', 'Collection', 'id', {
    idempotencyKey: 'demo-orchard-editions',
    storeId: shopFrontOf('pixel-orchard').id,
    name: 'Orchard Editions',
    description: 'Works of the orchard, each in an edition that the contract keeps.',
  });
  const works = editions();
  const tokens = await Promise.all(
    works.map((work) =>
      keeper.act('createToken', 'Token', 'id', {
        idempotencyKey: `demo-${productId(work)}`,
        collectionId,
        name: work.title,
        description: work.description,
        maxSupply: supplyOf(work.title),
      }),
    ),
  );
  for (const [index, work] of works.entries()) {
    await untilDone(`"${work.title}" on the chain`, () =>
      keeper
        .act('bindProductToToken', 'Token', 'id', { productId: productId(work), tokenId: tokens[index]!['id'] })
        .catch((error: unknown) => {
          if (isNotCreatedYet(error)) return null;
          throw error;
        }),
    );
  }
  return works.length;
}

/** A card of a club that people claim, and a coffee for those who have one. Returns the address of its page. */
export async function openClub(seller: Visitor): Promise<{ tokenId: string; code: string; url: string }> {
  const { id: collectionId } = await seller.act('createCollection', 'Collection', 'id', {
    idempotencyKey: 'demo-coffee-club',
    storeId: shopFrontOf('rift-valley-roasters').id,
    name: 'Coffee Club',
    description: 'Cards of the people who drink our coffee.',
  });
  const { id: tokenId } = await seller.act('createToken', 'Token', 'id', {
    idempotencyKey: 'demo-club-card',
    collectionId,
    name: 'Club card',
    description: 'A coffee at our bar in Nakuru for whoever holds it.',
    maxSupply: 200,
  });
  const { code, url } = await seller.act('createClaimLink', 'ClaimLink', 'code url', {
    idempotencyKey: 'demo-club-link',
    tokenId,
    quota: 150,
  });
  await seller.act('createReward', 'Reward', 'id', {
    idempotencyKey: 'demo-club-coffee',
    tokenId,
    kind: 'COUPON',
    title: 'A coffee',
    text: 'A coffee at our bar, on any day.',
    quota: 150,
  });
  return { tokenId, code, url };
}

/** Claims a card of the club, and waits until the chain shows it. */
export async function joinClub(customer: Visitor, { tokenId, code }: { tokenId: string; code: string }): Promise<Data> {
  await customer.act('claimToken', 'Claim', 'id', { idempotencyKey: 'demo-club-claim', code });
  return untilDone('The card of the customer', async () => {
    const { tokensOf } = await customer.ask('{ tokensOf(first: 100) { nodes { owner token { id name } } } }');
    return (tokensOf.nodes as Data[]).find(({ token }) => token.id === tokenId) ?? null;
  });
}
