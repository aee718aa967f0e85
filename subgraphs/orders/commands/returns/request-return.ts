import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readList, readOptional, readQuantity, readText } from '@soko/input';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { maxLineQuantity } from '../../domain/cart.ts';
import { earlierRefunds } from '../../domain/earlier-refunds.ts';
import { isBuyer } from '../../domain/may-see.ts';
import { moveOrder, type Order } from '../../domain/order.ts';
import type {
  CartFull,
  CaseOpen,
  MixedCurrencies,
  VariantNotAvailable,
  WrongOrderStatus,
} from '../../domain/refusals.ts';
import type { CasePictureNotUsable } from '../../domain/pictures/refusals.ts';
import type { OpenedReturn } from '../../domain/returns/may-see-return.ts';
import type { NotReturnable, ReturnTooMany } from '../../domain/returns/refusals.ts';
import { forbidsReturn, newReturn, type ReturnFacts, type WantedReturn } from '../../domain/returns/request-return.ts';
import type { ReturnReason } from '../../domain/returns/return.ts';
import { findOpenCase, lockOrder } from '../../store/cases.ts';
import { findDisputesOf } from '../../store/disputes/disputes.ts';
import { findDeliveredAt, findReturns, findReturnsOf } from '../../store/returns/find-returns.ts';
import { findReturnPolicies } from '../../store/returns/return-policies.ts';
import { addReturn } from '../../store/returns/save-return.ts';
import { ownerOf } from '../order-of-party.ts';
import {
  checkPictures,
  orPicturesGone,
  type PictureUse,
  readPictureIds,
  usePictures,
} from '../pictures/use-pictures.ts';
import { forgetOrder } from './change-return.ts';
import { type ExchangedVariant, putExchange, readExchange } from './exchange.ts';

export interface RequestReturnInput {
  orderId: string;
  token?: string | null | undefined;
  lines: readonly { lineId: string; quantity: number; reason: ReturnReason }[];
  note?: string | null | undefined;
  pictureIds?: readonly string[] | null | undefined;
  exchangeFor?: readonly { variantId: string; quantity: number }[] | null | undefined;
  idempotencyKey: string;
}

type Refusal =
  WrongOrderStatus | CaseOpen | NotReturnable | ReturnTooMany | VariantNotAvailable | CartFull | MixedCurrencies;

/** Most lines of one return. */
const maxLines = 100;

/** Rolls the transaction back: a refused request keeps no key. */
class ReturnRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

const orThrow = <Result extends object>(result: Result | Refusal): Result => {
  if (isRefusal(result)) throw new ReturnRefused(result as Refusal);
  return result;
};

function readLines({ lines }: RequestReturnInput): WantedReturn[] {
  const seen = new Set<string>();
  return readList(lines, 'lines', { min: 1, max: maxLines }).map(({ lineId, quantity, reason }, index) => {
    if (seen.has(lineId)) throw badUserInput('Each line may be named once.', `lines.${index}.lineId`);
    seen.add(lineId);
    return {
      lineId,
      quantity: readQuantity(quantity, `lines.${index}.quantity`, { min: 1, max: maxLineQuantity }),
      reason,
    };
  });
}

/** Throws BAD_USER_INPUT for a line of another order. */
function requireLines(order: Order, wanted: readonly WantedReturn[]): void {
  for (const [index, { lineId }] of wanted.entries()) {
    if (!order.lines.some(({ id }) => id === lineId)) {
      throw badUserInput('The line must be one of the order.', `lines.${index}.lineId`);
    }
  }
}

interface Request {
  orderId: string;
  wanted: readonly WantedReturn[];
  note: string;
  exchange: readonly ExchangedVariant[];
  pictures: PictureUse;
  policies: ReturnFacts['policies'];
}

async function saveRequest(context: OrdersContext, tx: Queryable, request: Request): Promise<string> {
  const { trail, now, returns: times } = context;
  const { orderId, wanted, note, exchange, pictures, policies } = request;
  const order = await lockOrder(tx, orderId);
  if (order === null) throw notFound('The order');
  const returns = await findReturnsOf(tx, [orderId]);
  const facts: ReturnFacts = {
    earlier: earlierRefunds(order, returns, await findDisputesOf(tx, [orderId])),
    deliveredAt: await findDeliveredAt(tx, orderId),
    policies,
    openCaseId: await findOpenCase(tx, orderId),
    now: now(),
    times,
  };
  const refusal = forbidsReturn(order, wanted, facts);
  if (refusal) throw new ReturnRefused(refusal);
  const exchangeFor = exchange.map(({ variantId, quantity }) => ({ variantId, quantity }));
  const more = { id: newId('ret'), count: returns.length, note, exchangeFor, decisionMs: times.decisionMs };
  const added = newReturn(order, wanted, facts, more);
  await addReturn(tx, added, { order: moveOrder(order, 'RETURN_REQUESTED', facts.now), trail });
  await usePictures(tx, added.id, pictures);
  for (const each of exchange) orThrow(await putExchange(context, tx, added, each));
  return added.id;
}

/** Asks to send goods of a delivered order back. Only its buyer may. */
export async function requestReturn(
  context: OrdersContext,
  input: RequestReturnInput,
): Promise<OpenedReturn | Refusal | CasePictureNotUsable> {
  const { pool, viewer, loaders, db } = context;
  const key = readIdempotencyKey(input.idempotencyKey);
  const wanted = readLines(input);
  const pictureIds = readPictureIds(input.pictureIds ?? []);
  const note = readOptional(readText, input.note, 'note', { max: 2_000 }) ?? '';
  const known = await loaders.order.load(input.orderId);
  if (known === null) throw notFound('The order');
  const isOpened = context.opens({ id: known.checkoutId, tokenHash: known.tokenHash }, input.token);
  if (!isBuyer(viewer, { ...known, isOpened })) throw notFound('The order');
  requireLines(known, wanted);
  try {
    const owner = ownerOf(context, known);
    const exchange = orThrow(await readExchange(context, known, input.exchangeFor ?? []));
    const pictures = { orderId: known.id, owner, ids: pictureIds };
    const unusable = await checkPictures(context, pictures);
    if (unusable) return unusable;
    const policies = await findReturnPolicies(db);
    const exchangeFor = exchange.map(({ variantId, quantity }) => [variantId, quantity]);
    const command = { owner, key, input: ['requestReturn', known.id, wanted, note, pictureIds, exchangeFor] };
    const request = { orderId: known.id, wanted, note, exchange, pictures, policies };
    const id = await orPicturesGone(pictures, () => once(pool, command, (tx) => saveRequest(context, tx, request)));
    if (typeof id !== 'string') return id;
    forgetOrder(context, known.id);
    const [made] = await findReturns(pool, [id]);
    return { ...made!, isOpened };
  } catch (error) {
    if (error instanceof ReturnRefused) return error.refusal;
    throw error;
  }
}
