import { requireRole, requireService } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { readList, readMoney } from '@soko/input';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { readPersonalPart } from '@soko/subgraph';
import { quoteFees, type QuotedOrder } from '../commands/quote-fees.ts';
import { readReconciliation } from '../commands/read-reconciliation.ts';
import { openPayer } from '../commands/seal-payer.ts';
import { feeRuleStatus } from '../domain/fee-rule.ts';
import type { FeeQuoteInput, QueryResolvers } from '../generated/graphql.ts';
import { findFeeRules } from '../store/fee-rules.ts';
import { listPayments } from '../store/list-payments.ts';
import { personalData } from '../store/personal-data.ts';
import { visiblePayment } from './visible-payment.ts';

const maxOrders = 100;
const paymentCursors = timeAndId('payments');

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, each) => sum + each, 0n);

function readOrder({ orderKey, sellerId, subtotal, lines }: FeeQuoteInput, index: number): QuotedOrder {
  const at = `orders.${index}`;
  const { amountMinor: subtotalMinor, currency } = readMoney(subtotal, `${at}.subtotal`);
  const read = lines.map(({ categoryId, total }, place) => {
    const field = `${at}.lines.${place}.total`;
    const money = readMoney(total, field);
    if (money.currency !== currency) throw badUserInput('All amounts of an order must have one currency.', field);
    return { categoryId, totalMinor: money.amountMinor };
  });
  if (sumOf(read.map(({ totalMinor }) => totalMinor)) !== subtotalMinor) {
    throw badUserInput('The subtotal must be the sum of the lines.', `${at}.subtotal`);
  }
  return { orderKey, sellerId, currency, lines: read };
}

export const query: QueryResolvers = {
  payment: async (_, { id }, context) => visiblePayment(context, await context.loaders.payment.load(id)),

  async payments(_, { filter, ...args }, { db, viewer }) {
    requireRole(viewer, 'SUPPORT');
    const page = readPage(args, paymentCursors);
    const rows = await listPayments(db, filter ?? {}, page);
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(paymentCursors, [createdAt, id]));
  },

  async feeRules(_, { statuses }, { db, viewer, now }) {
    requireRole(viewer, 'ADMIN');
    const rules = await findFeeRules(db);
    return statuses ? rules.filter((rule) => statuses.includes(feeRuleStatus(rule, now()))) : rules;
  },

  async quoteFees(_, { orders }, context) {
    requireService(context.viewer);
    readList(orders, 'orders', { min: 0, max: maxOrders });
    const quotes = await quoteFees(context, orders.map(readOrder));
    return quotes.map(({ order: { orderKey, currency }, fees }) => {
      const toMoney = (amountMinor: bigint) => toGraphMoney({ amountMinor, currency });
      return { orderKey, fee: toMoney(sumOf(fees)), lines: fees.map(toMoney) };
    });
  },

  async reconciliation(_, { date }, context) {
    requireRole(context.viewer, 'ADMIN');
    return { date, providers: await readReconciliation(context, date) };
  },

  paymentsDataOf(_, { userId, after }, context) {
    requireService(context.viewer);
    const sections = personalData((sealed) => openPayer(context, sealed)?.phone ?? null);
    return readPersonalPart(context.pool, sections, userId, after ?? null);
  },
};
