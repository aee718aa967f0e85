import type { PruneRule } from '@soko/postgres';
import { orderStatuses, arrows } from '../domain/order-status.ts';
import { blankAddress } from './erase-person.ts';

const dayMs = 86_400_000;

const ended = orderStatuses
  .filter((status) => arrows[status].length === 0 || status === 'FULFILLED')
  .map((status) => `'${status}'`)
  .join(', ');

/** Rows of orders that are deleted once they are old, and the contact data of guests. Orders themselves stay. */
export const pruneRules = ({
  cartDays,
  guestContactDays,
  disputeTextDays,
  offerDays,
}: {
  cartDays: number;
  guestContactDays: number;
  disputeTextDays: number;
  offerDays: number;
}): PruneRule[] => [
  // Kept for a day after it expired, so that ordering it still says that it has expired.
  { table: 'quote', where: 'expires_at < $1', keepMs: dayMs },
  { table: 'cart', where: 'user_id IS NULL AND updated_at < $1', keepMs: cartDays * dayMs },
  { table: 'order_task', where: 'done_at < $1', keepMs: 30 * dayMs },
  {
    table: 'orders',
    where: `buyer_id IS NULL AND email <> '' AND updated_at < $1 AND status IN (${ended})`,
    keepMs: guestContactDays * dayMs,
    set: `email = '', address = ${blankAddress}`,
  },
  {
    table: 'order_return',
    where: `buyer_id IS NULL AND (note <> '' OR tracking_number IS NOT NULL) AND closed_at < $1`,
    keepMs: guestContactDays * dayMs,
    set: `note = '', tracking_number = NULL`,
  },
  // Reasons of guests: nobody else is anonymous.
  {
    table: 'order_return_history',
    where: `actor_kind = 'anonymous' AND reason IS NOT NULL AND at < $1`,
    keepMs: guestContactDays * dayMs,
    set: 'reason = NULL',
  },
  // The job that removes unused pictures removes their files.
  {
    table: 'case_picture',
    where: `EXISTS (SELECT FROM order_return r WHERE r.id = case_picture.used_by AND r.buyer_id IS NULL AND r.closed_at < $1)`,
    keepMs: guestContactDays * dayMs,
    set: 'used_by = NULL, expires_at = to_timestamp(0)',
  },
  {
    table: 'case_picture',
    where: `EXISTS (SELECT FROM dispute_message m JOIN dispute d ON d.id = m.dispute_id
      WHERE m.id = case_picture.used_by AND d.closed_at < $1)`,
    keepMs: disputeTextDays * dayMs,
    set: 'used_by = NULL, expires_at = to_timestamp(0)',
  },
  {
    table: 'dispute_message',
    where: `text IS NOT NULL AND EXISTS (SELECT FROM dispute d WHERE d.id = dispute_id AND d.closed_at < $1)`,
    keepMs: disputeTextDays * dayMs,
    set: 'text = NULL',
  },
  {
    table: 'offer',
    where: `status IN ('DECLINED', 'WITHDRAWN', 'EXPIRED') AND updated_at < $1`,
    keepMs: offerDays * dayMs,
  },
  { table: 'offer_step', where: 'message IS NOT NULL AND at < $1', keepMs: offerDays * dayMs, set: 'message = NULL' },
  // Blocks as an earlier version knew them. Chat has published those that last once more.
  { table: 'person_block', where: 'sequence = 0 AND changed_at < $1', keepMs: dayMs },
  // Kept so that an event of before the erasure, such as a dead letter, does not bring the block back.
  { table: 'person_block', where: 'erased_at < $1', keepMs: 400 * dayMs },
  {
    table: 'checkout',
    where: `buyer_id IS NULL AND tax_evidence ? 'clientAddress' AND updated_at < $1`,
    keepMs: guestContactDays * dayMs,
    set: `tax_evidence = tax_evidence - 'clientAddress'`,
  },
];
