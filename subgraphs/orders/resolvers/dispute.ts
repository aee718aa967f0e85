import { requireRole, requireUser } from '@soko/auth';
import { isId } from '@soko/ids';
import { toGraphMoney } from '@soko/money';
import { type Connection, cursorOf, type PageArguments, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { acceptChargeback, submitEvidence } from '../commands/disputes/answer-bank.ts';
import { findDisputeOfParty } from '../commands/disputes/dispute-party.ts';
import { openDispute } from '../commands/disputes/open-dispute.ts';
import { replyToDispute } from '../commands/disputes/reply-to-dispute.ts';
import { resolveDispute } from '../commands/disputes/resolve-dispute.ts';
import { withdrawDispute } from '../commands/disputes/withdraw-dispute.ts';
import type { OrdersContext } from '../context.ts';
import type { Dispute, DisputeKind, DisputeMessage, DisputeStatus } from '../domain/disputes/dispute.ts';
import { type OpenedOrder, partyOf, relationsTo } from '../domain/may-see.ts';
import type {
  DisputeLineResolvers,
  DisputeMessageResolvers,
  DisputeResolvers,
  MutationResolvers,
  OrderResolvers,
  QueryResolvers,
} from '../generated/graphql.ts';
import { listDisputes } from '../store/disputes/disputes.ts';
import { loadVisibleOrder } from './visible-order.ts';

/** A dispute with its order as the viewer opened it. */
export type SeenDispute = Dispute & { order?: OpenedOrder };

/** Pieces of a line in dispute, with the order. */
export interface SeenDisputedLine {
  lineId: string;
  quantity: number;
  dispute: SeenDispute;
}

/** A message with its dispute. */
export interface SeenDisputeMessage extends DisputeMessage {
  dispute: SeenDispute;
}

const moneyOf = ({ currency }: Dispute, amountMinor: bigint) => toGraphMoney({ amountMinor, currency });

const orderOf = async (dispute: SeenDispute, context: OrdersContext): Promise<OpenedOrder> =>
  dispute.order ?? (await loadVisibleOrder(context, dispute.orderId))!;

export const dispute: DisputeResolvers & { __resolveReference: unknown } = {
  __resolveReference: async ({ id }: { id: string }, context: OrdersContext) => seen(context, { disputeId: id }),
  order: (parent, _, context) => orderOf(parent, context),
  amount: (parent) => moneyOf(parent, parent.amountMinor),
  lines: (parent) => parent.lines.map((line) => ({ ...line, dispute: parent })),
  refund: (parent) =>
    parent.outcome === null
      ? null
      : {
          status: parent.refundStatus,
          amount: moneyOf(parent, parent.refundMinor),
          delivery: moneyOf(parent, parent.refundDeliveryMinor),
          endReason: parent.refundEndReason,
        },
  chargeback: (parent) =>
    parent.kind === 'CHARGEBACK'
      ? {
          reason: parent.bankReason,
          evidenceDueAt: parent.answerDueAt,
          evidenceSubmittedAt: parent.evidenceSubmittedAt,
          acceptedAt: parent.acceptedAt,
        }
      : null,
  messages: async (parent, _, { loaders }) =>
    (await loaders.messagesOfDispute.load(parent.id)).map((message) => ({ ...message, dispute: parent })),
};

export const disputeLine: DisputeLineResolvers = {
  async line({ lineId, dispute: of }, _, context) {
    const order = await orderOf(of, context);
    const line = order.lines.find(({ id }) => id === lineId)!;
    return { ...line, currency: order.currency, order };
  },
};

export const disputeMessage: DisputeMessageResolvers = {
  async pictures({ id, dispute: of }, _, context) {
    const pictures = await context.loaders.casePicturesOf.load(id);
    // What the bank did not get of the seller's evidence is nothing for the buyer.
    const relations = relationsTo(context.viewer, await orderOf(of, context), await context.sellerIds());
    const isForBuyer = partyOf(relations) === 'BUYER';
    return pictures.map((picture) => (isForBuyer ? { ...picture, leftOut: null } : picture));
  },
};

async function seen(
  context: OrdersContext,
  input: { disputeId: string; token?: string | null | undefined },
): Promise<SeenDispute | null> {
  const found = await findDisputeOfParty(context, input);
  return found && { ...found.dispute, order: found.order };
}

const cursors = timeAndId('disputes', (id) => isId('dsp', id));

interface ListArguments extends PageArguments {
  party: 'BUYER' | 'SELLER' | 'SUPPORT';
  filter?:
    { status?: readonly DisputeStatus[] | null | undefined; kind?: DisputeKind | null | undefined } | null | undefined;
}

/** A page of the disputes in which the viewer is this party. One statement, and one for their orders. */
async function listed(
  context: OrdersContext,
  { party, filter, ...args }: ListArguments,
): Promise<Connection<SeenDispute>> {
  const { viewer, pool, loaders } = context;
  const { id: userId } = requireUser(viewer);
  if (party === 'SUPPORT') requireRole(viewer, 'SUPPORT');
  const page = readPage(args, cursors);
  const owner = {
    buyerId: party === 'BUYER' ? userId : null,
    sellerIds: party === 'SELLER' ? await context.sellerIds() : null,
  };
  const found = await listDisputes(
    pool,
    { ...owner, statuses: filter?.status ?? null, kind: filter?.kind ?? null },
    page,
  );
  for (const each of found) loaders.dispute.prime(each.id, each);
  return toConnection(found, page, ({ createdAt, id }: Dispute) => cursorOf(cursors, [createdAt, id]));
}

export const disputeQueries: Pick<QueryResolvers, 'dispute' | 'disputes'> = {
  dispute: (_, { id, token }, context) => seen(context, { disputeId: id, token }),
  disputes: (_, args, context) => listed(context, args),
};

/** The answer with the order as the viewer opened it, so that a guest sees it. */
async function answered<Outcome extends object>(
  context: OrdersContext,
  token: string | null | undefined,
  outcome: Outcome,
): Promise<Outcome> {
  if ('__typename' in outcome || !('orderId' in outcome)) return outcome;
  const order = await loadVisibleOrder(context, outcome.orderId as string, token);
  return answer('Dispute', { ...outcome, order });
}

type DisputeMutations =
  'openDispute' | 'replyToDispute' | 'withdrawDispute' | 'resolveDispute' | 'submitEvidence' | 'acceptChargeback';

export const disputeMutations: Pick<MutationResolvers, DisputeMutations> = {
  openDispute: async (_, { input }, context) => answered(context, input.token, await openDispute(context, input)),
  replyToDispute: async (_, { input }, context) => answered(context, input.token, await replyToDispute(context, input)),
  withdrawDispute: async (_, { input }, context) =>
    answered(context, input.token, await withdrawDispute(context, input)),
  submitEvidence: async (_, { input }, context) => answered(context, null, await submitEvidence(context, input)),
  acceptChargeback: async (_, { input }, context) => answered(context, null, await acceptChargeback(context, input)),
  resolveDispute: async (_, { input }, context) => answered(context, null, await resolveDispute(context, input)),
};

/** Disputes of an order: for its buyer, its seller and support. */
export const disputesOfOrder: Pick<OrderResolvers, 'disputes'> = {
  async disputes(parent, _, context) {
    const relations = relationsTo(context.viewer, parent, await context.sellerIds());
    if (partyOf(relations) === null) return null;
    const found = await context.loaders.disputesOf.load(parent.id);
    return found.map((each) => ({ ...each, order: parent }));
  },
};
