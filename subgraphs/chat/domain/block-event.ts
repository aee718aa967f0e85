import { chatBlock, type Envelope, type EventTrail, newEvent } from '@soko/events';

/** The event of a change of a block. */
export const blockEvent = (
  { blockerId, blockedId }: { blockerId: string; blockedId: string },
  type: keyof (typeof chatBlock)['events'],
  sequence: number,
  trail: EventTrail,
): Envelope =>
  newEvent(chatBlock, type, { subject: `${blockerId}:${blockedId}`, sequence, data: { blockerId, blockedId } }, trail);
