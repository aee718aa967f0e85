import { requireScope } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { readList } from '@soko/input';
import type { ChainContext } from '../../context.ts';
import { maxReceivers, type Receivers } from '../../domain/airdrop.ts';
import type { CreateAirdropInput } from '../../generated/graphql.ts';
import type { SegmentMember } from '../../peers/users.ts';
import { readReceiver } from '../read-receiver.ts';

type SegmentContext = Pick<ChainContext, 'viewer' | 'findSegmentMembers' | 'trail'>;

/** All members of a segment of the store, as they are now. The answer shows their number, so an API key needs the scope of contacts. Throws NOT_FOUND for an unknown segment and for one of another store. */
export async function membersOf(
  { viewer, findSegmentMembers, trail }: SegmentContext,
  { storeId, segmentId, most }: { storeId: string; segmentId: string; most: number },
): Promise<SegmentMember[]> {
  requireScope(viewer, 'contacts:read', 'contacts:write');
  const members: SegmentMember[] = [];
  let after: string | null = null;
  do {
    const page = await findSegmentMembers({ segmentId, after }, trail.correlationId);
    if (page?.storeId !== storeId) throw notFound(`Segment ${segmentId}`);
    members.push(...page.members);
    if (members.length > most) {
      throw badUserInput(`The segment must have at most ${most.toLocaleString('en')} contacts.`, 'segmentId');
    }
    after = page.next;
  } while (after !== null);
  return members;
}

/** The addresses that get the items of an airdrop. Null for one to a segment. */
export async function readAddresses({
  addresses,
  segmentId,
}: Pick<CreateAirdropInput, 'addresses' | 'segmentId'>): Promise<Receivers | null> {
  if ((addresses == null) === (segmentId == null)) {
    throw badUserInput('Give either `addresses` or `segmentId`.', 'addresses');
  }
  if (addresses == null) return null;
  const given = readList(addresses, 'addresses', { min: 1, max: maxReceivers });
  const read = new Set<string>();
  for (const address of given) read.add(await readReceiver(address, 'addresses'));
  return { addresses: [...read], userIds: [], leftOut: 0 };
}

/**
 * The people who get the items of an airdrop to a segment: contacts whom the store knows by their account. An address that the
 * store wrote down gets nothing, with or without an account: the numbers would tell the store who has one.
 */
export async function peopleOf(context: SegmentContext, storeId: string, segmentId: string): Promise<Receivers> {
  const members = await membersOf(context, { storeId, segmentId, most: maxReceivers });
  const userIds = members.flatMap(({ userId, isWritten }) => (isWritten || userId === null ? [] : [userId]));
  return { addresses: [], userIds, leftOut: members.length - userIds.length };
}
