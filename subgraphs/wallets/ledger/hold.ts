import type { Queryable } from '@soko/postgres';
import { type Entry, pendingLines, postedLines } from './collect.ts';
import { findHoldRow } from './find-transactions.ts';
import type { Held, Hold, HoldRefusal, LedgerRefusal, NewHold, Transfer } from './transaction.ts';
import { write } from './write.ts';

/** The hold with this reference, or null. */
export const findHold = async (db: Queryable, reference: string): Promise<Hold | null> =>
  (await findHoldRow(db, reference))?.hold ?? null;

async function heldAlready(db: Queryable, reference: string): Promise<Hold> {
  const hold = await findHold(db, reference);
  if (hold === null) throw new Error(`The ledger has ${reference}, but not as a hold.`);
  return hold;
}

/**
 * Sets an amount aside: the owner of `debit` cannot spend it until the hold is posted, voided or expires. A repeat returns
 * the hold as it is now. One statement.
 */
export async function hold(db: Queryable, asked: NewHold): Promise<Held | LedgerRefusal> {
  const { reference, kind = 'hold', debit, credit, amountMinor, at, expiresAt = null } = asked;
  const transfer: Transfer = { debit, credit, amountMinor };
  const about = asked.about ?? {};
  const entry: Entry = {
    reference,
    kind,
    phase: 'held',
    at,
    transfers: [transfer],
    lines: pendingLines(transfer),
    about,
    reason: asked.reason ?? null,
    actorId: asked.actorId ?? null,
    isGuarded: asked.isDespiteFreeze !== true,
    hold: { status: 'PENDING', amountMinor, expiresAt },
  };
  const written = await write(db, [entry]);
  if ('refused' in written) return written as LedgerRefusal;
  const made: Hold = { ...transfer, reference, status: 'PENDING', postedMinor: 0n, expiresAt, endedAt: null, about };
  return { ...written[0]!, hold: written[0]!.repeated ? await heldAlready(db, reference) : made };
}

interface Ending {
  /** Reference of the hold. */
  reference: string;
  status: 'POSTED' | 'VOIDED' | 'EXPIRED';
  endReference: string;
  /** Amount to post; all of the hold by default. */
  postedMinor?: bigint | undefined;
  at: Date;
  kind?: string | undefined;
}

/** The hold's whole amount is pending no more; a part of it may be posted. */
function endingEntry(id: bigint, { kind, hold }: { kind: string; hold: Hold }, ending: Ending): Entry {
  const { status, endReference, at } = ending;
  const { debit, credit, amountMinor, about } = hold;
  const postedMinor = status === 'POSTED' ? (ending.postedMinor ?? amountMinor) : 0n;
  if (postedMinor < 0n || postedMinor > amountMinor) {
    throw new Error(`The hold ${hold.reference} of ${amountMinor} cannot be posted with ${postedMinor}.`);
  }
  const posted = postedMinor === 0n ? [] : [{ debit, credit, amountMinor: postedMinor }];
  return {
    reference: endReference,
    kind: ending.kind ?? kind,
    phase: posted.length > 0 ? 'hold_posted' : 'hold_ended',
    at,
    transfers: posted.length > 0 ? posted : [{ debit, credit, amountMinor }],
    lines: [...pendingLines({ debit, credit, amountMinor: -amountMinor }), ...postedLines(posted)],
    about,
    reason: null,
    actorId: null,
    isGuarded: false,
    hold: { status, id, postedMinor },
  };
}

async function endHold(db: Queryable, ending: Ending): Promise<Held | HoldRefusal> {
  const found = await findHoldRow(db, ending.reference);
  if (found === null) return { refused: 'unknown_hold', reference: ending.reference };
  const entry = endingEntry(found.id, found, ending);
  const written = await write(db, [entry]);
  if (!('refused' in written)) {
    const [posted] = written as [Held];
    if (posted.repeated) return { ...posted, hold: await heldAlready(db, ending.reference) };
    const postedMinor = entry.phase === 'hold_posted' ? entry.transfers[0]!.amountMinor : 0n;
    return { ...posted, hold: { ...found.hold, status: ending.status, postedMinor, endedAt: ending.at } };
  }
  if (written.refused === 'hold_ended') {
    return { refused: 'hold_ended', hold: await heldAlready(db, ending.reference) };
  }
  // What is held is there to be posted.
  throw new Error(`The hold ${ending.reference} could not be ended: ${written.refused}.`);
}

/**
 * Posts a hold, or a part of it; the rest returns to the owner. A hold is posted once: a repeat has the same
 * `postReference`. Two statements.
 */
export const postHold = (
  db: Queryable,
  asked: { reference: string; postReference: string; amountMinor?: bigint; at: Date; kind?: string },
): Promise<Held | HoldRefusal> => {
  const { reference, postReference, amountMinor, at, kind } = asked;
  if (amountMinor !== undefined && amountMinor <= 0n)
    throw new Error('The amount to post must be greater than zero; void the hold instead.');
  return endHold(db, { reference, status: 'POSTED', endReference: postReference, postedMinor: amountMinor, at, kind });
};

/** Returns the amount of a hold to its owner. Two statements. */
export const voidHold = (db: Queryable, { reference, at }: { reference: string; at: Date }) =>
  endHold(db, { reference, status: 'VOIDED', endReference: `${reference}:voided`, at });

/** `voidHold` of a hold whose time has come. */
export const expireHold = (db: Queryable, { reference, at }: { reference: string; at: Date }) =>
  endHold(db, { reference, status: 'EXPIRED', endReference: `${reference}:expired`, at });

/** References of PENDING holds that should have ended, the longest overdue first. */
export async function findExpiredHolds(
  db: Queryable,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  const { rows } = await db.query<{ reference: string }>({
    name: 'ledger-expired-holds',
    // SQL: a join by the partial index on pending holds.
    text: `SELECT reference FROM ledger_hold JOIN ledger_transaction ON id = transaction_id
           WHERE status = 'PENDING' AND expires_at <= $1 AND reference <> ALL ($3)
           ORDER BY expires_at LIMIT $2`,
    values: [now, limit, except],
  });
  return rows.map(({ reference }) => reference);
}
