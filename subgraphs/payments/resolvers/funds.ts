import { requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { readOptional, readPaymentToken, readPositiveMoney, readText } from '@soko/input';
import { toGraphMoney } from '@soko/money';
import { collectFunds } from '../commands/collect-funds.ts';
import { disburseFunds } from '../commands/disburse-funds.ts';
import { refreshCollection } from '../commands/refresh-collection.ts';
import { respondInTime } from '../commands/wait-for-provider.ts';
import type { PaymentsContext } from '../context.ts';
import { isSavedMethodId } from '../domain/saved-method.ts';
import type {
  DisbursementResolvers,
  FundsCollectionResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts';
import { findCollection } from '../store/collections.ts';
import { findUsableMethod } from '../store/saved-methods.ts';
import { sumFundsMoved } from '../store/funds-moved.ts';
import { findDisbursement } from '../store/disbursements.ts';

/** The token at the provider: that of a saved method is known with its customer. */
async function instrumentOf(
  { db, pool }: PaymentsContext,
  { reference, userId, token }: { reference: string; userId: string; token: string | null },
): Promise<{ token: string | null; customer: string | null }> {
  if (!isSavedMethodId(token)) return { token, customer: null };
  const found = await findUsableMethod(pool, token, userId);
  if (found !== null) return { token: found.method.providerRef, customer: found.customer };
  // The method of an earlier request may have been removed since.
  if ((await findCollection(db, { reference })) !== null) return { token, customer: null };
  throw badUserInput('This saved payment method does not exist.', 'token');
}

export const fundsQuery: Pick<QueryResolvers, 'fundsCollection' | 'fundsMoved' | 'disbursement'> = {
  async fundsCollection(_, { reference }, { db, viewer }) {
    requireService(viewer);
    return findCollection(db, { reference });
  },
  async fundsMoved(_, { until }, { pool, viewer }) {
    requireService(viewer);
    const moved = await sumFundsMoved(pool, until);
    return moved.map(({ method, currency, receivedMinor, paidMinor }) => ({
      method,
      currency,
      received: toGraphMoney({ amountMinor: receivedMinor, currency }),
      paid: toGraphMoney({ amountMinor: paidMinor, currency }),
    }));
  },
  async disbursement(_, { reference }, { db, viewer }) {
    requireService(viewer);
    return findDisbursement(db, { reference });
  },
};

export const fundsMutation: Pick<MutationResolvers, 'collectFunds' | 'refreshFundsCollection' | 'disburseFunds'> = {
  async collectFunds(_, { input }, context) {
    requireService(context.viewer);
    const { reference, userId, method } = input;
    if (method !== 'MPESA' && method !== 'STRIPE_CARD') {
      throw badUserInput('The method must be MPESA or STRIPE_CARD.', 'method');
    }
    const token = readOptional(readPaymentToken, input.token, 'token');
    const collecting = collectFunds(
      context,
      {
        reference,
        userId,
        method,
        purpose: 'DEPOSIT',
        amount: readPositiveMoney(input.amount, 'amount.amount'),
        phone: input.phone ?? null,
        ...(await instrumentOf(context, { reference, userId, token })),
        description: readText(input.description, 'description', { min: 1, max: 100 }),
      },
      context.trail,
    );
    return respondInTime(context, collecting);
  },

  async refreshFundsCollection(_, { input: { reference } }, context) {
    requireService(context.viewer);
    const collection = await findCollection(context.db, { reference });
    return collection && respondInTime(context, refreshCollection(context, collection, context.trail));
  },

  async disburseFunds(_, { input }, context) {
    requireService(context.viewer);
    const { reference, userId, phone = null, account = null } = input;
    if ((phone === null) === (account === null)) {
      throw badUserInput('Pass exactly one of `phone` and `account`.', 'phone');
    }
    const paying = disburseFunds(
      context,
      {
        reference,
        userId,
        phone,
        account,
        purpose: input.purpose ?? 'WITHDRAWAL',
        kind: account === null ? 'B2C' : 'TRANSFER',
        collectionId: null,
        paymentId: null,
        amount: readPositiveMoney(input.amount, 'amount.amount'),
        remarks: readText(input.remarks, 'remarks', { min: 2, max: 100 }),
      },
      context.trail,
    );
    return respondInTime(context, paying);
  },
};

export const fundsCollection: FundsCollectionResolvers = {
  status: ({ status }) => (status === 'CREATED' ? 'PENDING' : status),
  amount: ({ amountMinor, currency }) => toGraphMoney({ amountMinor, currency }),
  receivedAmount: ({ receivedMinor, currency }) =>
    receivedMinor === null ? null : toGraphMoney({ amountMinor: receivedMinor, currency }),
  failureCode: ({ failure }) => failure?.code ?? null,
  failureMessage: ({ failure }) => failure?.message ?? null,
};

export const disbursement: DisbursementResolvers = {
  status: ({ status }) => (status === 'CREATED' ? 'PENDING' : status),
  amount: ({ amountMinor, currency }) => toGraphMoney({ amountMinor, currency }),
  failureCode: ({ failure }) => failure?.code ?? null,
  failureMessage: ({ failure }) => failure?.message ?? null,
};
