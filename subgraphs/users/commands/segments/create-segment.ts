import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import { readName } from '@soko/input';
import { isUniqueViolation } from '@soko/postgres';
import type { UsersContext } from '../../context.ts';
import { type accountSuspended, limitReached, segmentNameTaken, segmentNotReadable } from '../../domain/refusals.ts';
import { readSegment } from '../../domain/segments/read-segment.ts';
import { isFault, maxSegments, type Segment } from '../../domain/segments/segment.ts';
import { lockContactsOf } from '../../store/contacts/contacts.ts';
import { countSegments, insertSegment } from '../../store/segments/segments.ts';
import { asEditor, notEditor } from '../contacts/contact-rights.ts';

export interface CreateSegmentInput {
  storeId: string;
  name: string;
  query: string;
}

export type SegmentRefusal = ReturnType<
  typeof accountSuspended | typeof limitReached | typeof segmentNameTaken | typeof segmentNotReadable
>;

/** Turns a violation of the index on names into a refusal. */
export const nameTakenOr = (error: unknown): ReturnType<typeof segmentNameTaken> => {
  if (isUniqueViolation(error, 'name')) return segmentNameTaken();
  throw error;
};

/** Saves a query about the contacts of a store. */
export async function createSegment(
  context: UsersContext,
  { storeId, query, ...input }: CreateSegmentInput,
): Promise<Segment | SegmentRefusal> {
  const name = readName(input.name, 'name', { max: 80 });
  const read = readSegment(query);
  const work = asEditor(context, async (tx, editor): Promise<Segment | SegmentRefusal> => {
    if (!(await editor.mayChange(storeId))) throw notEditor();
    if (isFault(read)) return segmentNotReadable(read);
    if (!(await lockContactsOf(tx, storeId))) throw notFound('The store');
    if ((await countSegments(tx, storeId)) >= maxSegments) return limitReached(maxSegments, 'segments');
    const now = context.now();
    const segment: Segment = { id: newId('sgm'), storeId, name, query, createdAt: now, updatedAt: now };
    await insertSegment(tx, segment);
    return segment;
  });
  return work.catch(nameTakenOr);
}
