import { badUserInput } from '@soko/errors';
import { toGraphMoney } from '@soko/money';
import { setFeeRule } from '../commands/set-fee-rule.ts';
import { quoteFee } from '../domain/quote-fee.ts';
import type { FeeQuoteInput, FeeRuleResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts';
import { findFeeRules, findFeeRulesFor } from '../store/fee-rules.ts';
import { requireService } from './access.ts';
import { readMoney } from './read-money.ts';

const mostOrders = 100;

function readOrder({ orderKey, sellerId, subtotal, lines }: FeeQuoteInput, index: number) {
  const at = `orders.${index}`;
  const whole = readMoney(subtotal, `${at}.subtotal`);
  const read = lines.map(({ categoryId, total }, place) => {
    const { amountMinor, currency } = readMoney(total, `${at}.lines.${place}.total`);
    if (currency !== whole.currency) throw badUserInput('An order has one currency.', `${at}.lines.${place}.total`);
    return { categoryId, totalMinor: amountMinor };
  });
  const sum = read.reduce((all, { totalMinor }) => all + totalMinor, 0n);
  if (sum !== whole.amountMinor) throw badUserInput('The subtotal is the sum of the lines.', `${at}.subtotal`);
  return { orderKey, sellerId, currency: whole.currency, lines: read };
}

export const quoteFees: NonNullable<QueryResolvers['quoteFees']> = async (_, { orders }, { pool, identity }) => {
  requireService(identity);
  if (orders.length > mostOrders) throw badUserInput(`At most ${mostOrders} orders at once.`, 'orders');
  const read = orders.map(readOrder);
  const sellerIds = read.map(({ sellerId }) => sellerId);
  const categoryIds = read.flatMap(({ lines }) => lines.map(({ categoryId }) => categoryId));
  const rules = await findFeeRulesFor(pool, [...new Set(sellerIds)], [...new Set(categoryIds)]);
  return read.map((order) => {
    const fees = quoteFee(order, rules);
    const inOrderCurrency = (amountMinor: bigint) => toGraphMoney({ amountMinor, currency: order.currency });
    const fee = fees.reduce((sum, each) => sum + each, 0n);
    return { orderKey: order.orderKey, fee: inOrderCurrency(fee), lines: fees.map(inOrderCurrency) };
  });
};

export const feeRules: NonNullable<QueryResolvers['feeRules']> = (_, __, { pool }) => findFeeRules(pool);

export const setFeeRuleMutation: NonNullable<MutationResolvers['setFeeRule']> = (_, { input }, { pool, now }) => {
  const fixed = (input.fixed ?? []).map((money, index) => readMoney(money, `input.fixed.${index}`));
  return setFeeRule(
    { pool, now },
    { ...input, targetId: input.targetId ?? null, expectedVersion: input.expectedVersion ?? null, fixed },
  );
};

export const feeRule: FeeRuleResolvers = {
  targetId: ({ targetId }) => (targetId === '' ? null : targetId),
  fixed: ({ fixed }) => Object.entries(fixed).map(([currency, amountMinor]) => toGraphMoney({ amountMinor, currency })),
};
