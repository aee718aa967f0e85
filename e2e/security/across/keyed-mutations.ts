import { until } from '@soko/testing';
import { v7 } from 'uuid';
import type { Goods } from '../../harness/buying.ts';
import type { StripeAdmin } from '../../harness/paying.ts';
import { openDispute } from '../../harness/disputing.ts';
import { makeOffer, takeOffers } from '../../harness/haggling.ts';
import { becomeStaff, newAddress, signUp } from '../../harness/people.ts';
import { createPromotion } from '../../harness/promoting.ts';
import { buyAndReceive } from '../../harness/returning.ts';
import { act, eventIn, kes, selectionOnSale } from './acting.ts';
import { id, type Keyed } from './keyed.ts';
import { keyedMints } from './keyed-mints.ts';
import { delivered, type Person, purchase, quoteDigital, type World } from './world.ts';

const paymentMethod = { method: 'STRIPE_CARD', token: 'pm_card_visa' };

/** Each seller has a report of their own orders. */
const ordersOfMarch = {
  type: 'ORDERS',
  scope: 'SELLER',
  range: { from: '2026-03-01', to: '2026-03-31' },
  format: 'CSV',
};

const monthlyOrders = { type: 'ORDERS', scope: 'SELLER', format: 'CSV', every: 'MONTH' };

const keyedVariant = {
  sku: 'KEYED-1',
  options: [{ name: 'size', value: 'XL' }],
  price: { amount: '9.90', currency: 'EUR' },
  package: { lengthMm: 300, widthMm: 200, heightMm: 100, weightG: 900 },
};

const iban = 'DE89 3704 0044 0532 0130 00';

/** Euros of a seller that can be paid out, to a bank account. */
async function earn({ staff, visitor }: World, { seller, sellerId, small }: Goods): Promise<void> {
  const buyer = await signUp(newAddress('earning'), visitor);
  const { orderId } = await buyAndReceive(buyer, [[small, 3]], staff);
  await act(buyer, 'confirmReceipt', { orderId }, '... on Order { id }');
  const payoutMethod = { kind: 'BANK_ACCOUNT', iban };
  await act(seller, 'updateSeller', { sellerId, payoutMethod }, '... on Seller { id }');
  const list = '{ me { seller { balance { currency available { amount } } } } }';
  await until('the sale is available', async () => {
    const { me } = await seller.data(list);
    return me.seller.balance?.some(
      ({ currency, available }: { currency: string; available: { amount: string } }) =>
        currency === 'EUR' && Number(available.amount) > 0,
    );
  });
}

/** What administrators do with payouts to bank accounts: two of them, each with payouts of their own. */
async function keyedPayouts({ admin, visitor, ours, theirs }: World): Promise<Keyed[]> {
  const colleague = await becomeStaff('ADMIN', admin, visitor);
  const payOut = async ({ seller, sellerId }: Goods): Promise<string> => {
    const input = { sellerId, currency: 'EUR', amount: { amount: '5.00', currency: 'EUR' }, idempotencyKey: v7() };
    return id(await act(seller, 'requestPayout', input, '... on Payout { id }'));
  };
  const inFile = async (goods: Goods): Promise<{ payoutId: string; bankFileId: string }> => {
    const payoutId = await payOut(goods);
    const file = await act(admin, 'createBankFile', { idempotencyKey: v7() }, '... on BankFile { id }');
    return { payoutId, bankFileId: id(file) };
  };
  const [mine, another, returned, alsoReturned] = [
    await inFile(ours),
    await inFile(theirs),
    await inFile(ours),
    await inFile(theirs),
  ];
  await payOut(ours);
  const by = (name: string, on: string, of: (isFirst: boolean) => object, other: Keyed['other']): Keyed => ({
    name,
    first: { as: admin, input: of(true) },
    second: { as: colleague, input: of(false) },
    ...(other === undefined ? {} : { other }),
    selection: `... on ${on} { id }`,
    made: id,
  });
  const fileOf = (isFirst: boolean) => ({ bankFileId: (isFirst ? mine : another).bankFileId });
  const payoutOf = (isFirst: boolean) => ({ payoutId: (isFirst ? returned : alsoReturned).payoutId });
  const returnOf = (isFirst: boolean) => ({ ...payoutOf(isFirst), reason: 'The account is closed' });
  return [
    {
      ...by('createBankFile', 'BankFile', () => ({}), { name: 'markBankFilePaid', input: fileOf(true) }),
      // The first file took all that waited.
      between: () => payOut(theirs),
    },
    {
      ...by('requestPayout', 'Payout', () => ({}), undefined),
      first: { as: ours.seller, input: { sellerId: ours.sellerId, currency: 'EUR' } },
      second: { as: theirs.seller, input: { sellerId: theirs.sellerId, currency: 'EUR' } },
      other: { input: { sellerId: ours.sellerId, currency: 'KES' } },
    },
    by('markBankFilePaid', 'BankFile', fileOf, { input: fileOf(false) }),
    by('markPayoutReturned', 'Payout', returnOf, { input: { ...returnOf(true), reason: 'The name is another' } }),
    // Those that came back.
    by('retryPayout', 'Payout', payoutOf, { input: payoutOf(false) }),
  ];
}

export async function keyedMutations(world: World, stripe: StripeAdmin): Promise<Keyed[]> {
  const { one, other, support, admin, trader, ours, theirs, visitor } = world;
  /** The same mutation by both, each about their own. */
  const both = (name: string, on: string, inputOf: (of: Person) => object): Keyed => ({
    name,
    first: { as: one.user, input: inputOf(one) },
    second: { as: other.user, input: inputOf(other) },
    selection: `... on ${on} { id }`,
    made: id,
  });
  const { selectionId, odds, competitionId } = await selectionOnSale(trader);
  const [quoteId, otherQuoteId, paid, otherPaid] = await Promise.all([
    quoteDigital(world, one.user),
    quoteDigital(world, other.user),
    purchase(world, visitor),
    purchase(world, visitor),
  ]);
  const sentBack = [await delivered(world), await delivered(world)] as const;
  const returnOf = ({ buyer, orderId, lineId }: (typeof sentBack)[number]) => ({
    as: buyer,
    input: { orderId, lines: [{ lineId, quantity: 1, reason: 'DEFECTIVE' }] },
  });
  const disputed = [await delivered(world), await delivered(world)] as const;
  const opening = ({ buyer, orderId }: (typeof disputed)[number]) => ({
    as: buyer,
    input: { orderId, reason: 'OTHER', text: 'It has a crack.' },
  });
  const talked = [await delivered(world), await delivered(world)] as const;
  const talks = [
    await openDispute(talked[0].buyer, talked[0].orderId, 'It has a crack.'),
    await openDispute(talked[1].buyer, talked[1].orderId, 'It has a crack.'),
  ];
  for (const goods of [ours, theirs]) await earn(world, goods);
  const payouts = await keyedPayouts(world);
  const mints = await keyedMints(world);
  const cards = [await stripe.newCard(), await stripe.newCard()];
  const bet = { kind: 'SINGLE', selections: [{ selectionId, odds }], stake: kes('100.00') };
  const stock = { quantity: 3 };
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  const terms = { placements: ['HOME'], costPerClick: eur('0.10'), totalBudget: eur('9.00') };
  const given = { title: 'Keyed', kind: 'FREE_DELIVERY', activation: 'SINGLE_USE_CODES' };
  const promotions = [
    await createPromotion(ours.seller, { ...given, sellerId: ours.sellerId }),
    await createPromotion(theirs.seller, { ...given, sellerId: theirs.sellerId }),
  ];
  for (const { seller, productId } of [ours, theirs]) await takeOffers(seller, productId);
  const offered = { quantity: 1, unitPrice: eur('3.00') };
  const countered = [await makeOffer(one.user, ours.small, '2.00'), await makeOffer(other.user, theirs.small, '2.00')];
  return [
    {
      name: 'makeOffer',
      first: { as: one.user, input: { ...offered, variantId: theirs.small } },
      second: { as: other.user, input: { ...offered, variantId: ours.small } },
      selection: '... on Offer { id }',
      made: id,
    },
    {
      name: 'counterOffer',
      first: { as: ours.seller, input: { offerId: countered[0].id, unitPrice: eur('4.00') } },
      second: { as: theirs.seller, input: { offerId: countered[1].id, unitPrice: eur('4.00') } },
      selection: '... on Offer { id }',
      made: id,
    },
    both('openWallet', 'Wallet', () => ({ currency: 'EUR', name: 'Pot' })),
    both('deposit', 'Deposit', ({ walletId }) => ({ walletId, amount: kes('200.00'), ...paymentMethod })),
    both('placeBet', 'Bet', () => bet),
    both('requestWithdrawal', 'Withdrawal', ({ walletId }) => ({
      walletId,
      amount: kes('100.00'),
      phone: '+254712345678',
    })),
    both('savePaymentMethod', 'PaymentMethod', (of) => ({ method: 'STRIPE_CARD', token: cards[of === one ? 0 : 1] })),
    both('placeOrder', 'Checkout', (of) => ({ quoteId: of === one ? quoteId : otherQuoteId, paymentMethod })),
    {
      name: 'refundPayment',
      first: { as: support, input: { paymentId: paid.paymentId, reason: 'Scratched' } },
      second: { as: admin, input: { paymentId: otherPaid.paymentId, reason: 'Scratched' } },
      selection: '... on RefundMade { refund { id } }',
      made: ({ refund }) => id(refund),
    },
    {
      name: 'requestReturn',
      first: returnOf(sentBack[0]),
      second: returnOf(sentBack[1]),
      selection: '... on Return { id }',
      made: id,
    },
    {
      name: 'openDispute',
      first: opening(disputed[0]),
      second: opening(disputed[1]),
      selection: '... on Dispute { id }',
      made: id,
    },
    {
      name: 'replyToDispute',
      first: { as: talked[0].buyer, input: { disputeId: talks[0].id, text: 'It is here.' } },
      second: { as: talked[1].buyer, input: { disputeId: talks[1].id, text: 'It is here.' } },
      selection: '... on Dispute { id messages { id } }',
      made: ({ messages }) => messages.map(({ id: message }: { id: string }) => message).join(' '),
    },
    {
      name: 'receiveStock',
      first: { as: ours.seller, input: { ...stock, variantId: ours.small } },
      second: { as: theirs.seller, input: { ...stock, variantId: theirs.small } },
      selection: '... on StockItem { id onHand }',
      made: ({ id: item, onHand }) => `${item} ${onHand}`,
    },
    {
      name: 'adjustStock',
      first: { as: ours.seller, input: { delta: 1, reason: 'Found', variantId: ours.large } },
      second: { as: theirs.seller, input: { delta: 2, reason: 'Found', variantId: theirs.large } },
      selection: '... on StockItem { id onHand }',
      made: ({ id: item, onHand }) => `${item} ${onHand}`,
    },
    {
      name: 'createAdvert',
      first: { as: ours.seller, input: { ...terms, productId: ours.productId } },
      second: { as: theirs.seller, input: { ...terms, productId: theirs.productId } },
      selection: '... on Advert { id }',
      made: id,
    },
    {
      name: 'bulkEditProducts',
      first: { as: ours.seller, input: { productIds: [ours.productId], addTags: ['keyed'] } },
      second: { as: theirs.seller, input: { productIds: [theirs.productId], addTags: ['keyed'] } },
      selection: '... on ProductsEdited { products { productId changed } }',
      made: ({ products: [edited] }) => `${edited.productId} ${edited.changed}`,
    },
    {
      name: 'createPromotion',
      first: { as: ours.seller, input: { ...given, sellerId: ours.sellerId } },
      second: { as: theirs.seller, input: { ...given, sellerId: theirs.sellerId } },
      selection: '... on Promotion { id }',
      made: id,
    },
    {
      name: 'generatePromotionCodes',
      first: { as: ours.seller, input: { promotionId: promotions[0], count: 2 } },
      second: { as: theirs.seller, input: { promotionId: promotions[1], count: 2 } },
      selection: '... on PromotionCodeBatch { id }',
      made: id,
    },
    {
      name: 'createProduct',
      first: { as: ours.seller, input: { title: 'Keyed stool', type: 'PHYSICAL' } },
      second: { as: theirs.seller, input: { title: 'Keyed stool', type: 'PHYSICAL' } },
      selection: '... on Product { id }',
      made: id,
    },
    {
      name: 'addVariant',
      first: { as: ours.seller, input: { productId: ours.productId, variant: keyedVariant } },
      second: { as: theirs.seller, input: { productId: theirs.productId, variant: keyedVariant } },
      selection: '... on Variant { id }',
      made: id,
    },
    {
      name: 'requestReport',
      first: { as: ours.seller, input: ordersOfMarch },
      second: { as: theirs.seller, input: ordersOfMarch },
      selection: '... on Report { id }',
      made: id,
    },
    {
      name: 'scheduleReport',
      first: { as: ours.seller, input: monthlyOrders },
      second: { as: theirs.seller, input: monthlyOrders },
      selection: '... on ReportSchedule { id }',
      made: id,
    },
    ...payouts,
    ...mints,
    {
      name: 'createSportEvent',
      first: { as: trader, input: eventIn(competitionId, '') },
      second: { as: admin, input: eventIn(competitionId, '') },
      selection: '... on SportEvent { id }',
      made: id,
    },
  ];
}
