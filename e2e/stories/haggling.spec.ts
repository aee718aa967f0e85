import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { acceptOffer, counterOffer, makeOffer, offerStep, takeOffers } from '../harness/haggling.ts';
import { mailed, newAddress, signUp } from '../harness/people.ts';
import { watcher } from '../harness/watching.ts';

const offerOf = async (as: Client, id: string) => {
  const { offer } = await as.data(
    `query ($id: ID!) { offer(id: $id) { status title turn unitPrice { amount } order { id } buyer { id }
       variant { id } seller { id } steps { status side unitPrice { amount } message } } }`,
    { id },
  );
  return offer;
};

const cartOf = async (as: Client) => {
  const { cart } = await as.data('{ cart { lines { unitPrice { amount } offer { id } } itemsTotal { amount } } }');
  return cart;
};

describe('haggling', () => {
  it('ends in a price that the buyer orders at, with mails to both sides, and begins again after a cancellation', async () => {
    const goods = await buying.goodsOnSale('haggled', 5);
    const { seller, small: variantId, productId } = goods;
    const address = newAddress('haggling');
    const buyer = await signUp(address);
    expect(await makeOffer(buyer, variantId, '12.00')).toMatchObject({ code: 'OFFERS_CLOSED' });
    expect(await takeOffers(seller, productId, { minimumOfferBasisPoints: 5_000 })).toEqual({
      acceptsOffers: true,
      minimumOfferBasisPoints: 5_000,
    });
    const { product } = await buyer.data(
      'query ($id: ID!) { product(id: $id) { acceptsOffers minimumOfferBasisPoints } }',
      { id: productId },
    );
    expect(product).toEqual({ acceptsOffers: true, minimumOfferBasisPoints: null });
    expect(await makeOffer(buyer, variantId, '9.94')).toMatchObject({ status: 'DECLINED' });
    const made = await makeOffer(buyer, variantId, '12.00', { quantity: 2, message: 'I take two.' });
    expect(made).toMatchObject({ status: 'OPEN', turn: 'SELLER' });
    const { me } = await seller.data('{ me { email } }');
    expect(await mailed(seller, me.email, /(EUR 12\.00)/, 'sale-offer-made')).toBe('EUR 12.00');

    const watching = watcher(buyer.token);
    const watched = await watching.watch(
      'subscription ($id: ID!) { offerUpdated(offerId: $id) { status turn unitPrice { amount } } }',
      { id: made.id },
    );
    expect(watched.errors).toBeNull();
    const countered = await counterOffer(seller, made.id, '15.00');
    expect(countered).toMatchObject({ status: 'COUNTERED', turn: 'BUYER' });
    await watched.sees('another price', ({ offerUpdated }) => {
      const { unitPrice } = offerUpdated as { unitPrice: { amount: string } };
      return unitPrice.amount === '15.00';
    });
    watching.close();
    expect(await mailed(buyer, address, /(EUR 15\.00)/, 'offer-countered')).toBe('EUR 15.00');
    expect(await acceptOffer(buyer, countered)).toMatchObject({ status: 'ACCEPTED' });
    expect(await mailed(seller, me.email, /(EUR 15\.00)/, 'sale-offer-accepted')).toBe('EUR 15.00');

    await buying.fillCart(buyer, [[variantId, 2]]);
    expect(await cartOf(buyer)).toMatchObject({
      lines: [{ unitPrice: { amount: '15.00' }, offer: { id: made.id } }],
      itemsTotal: { amount: '30.00' },
    });
    const quote = await buying.quote(buyer, null);
    expect(quote.itemsTotal).toEqual({ amount: '30.00' });
    const placed = await buying.placeOrder(buyer, quote.id);
    const orderId: string = placed.orders[0].id;
    expect(await offerOf(seller, made.id)).toMatchObject({
      status: 'USED',
      order: { id: orderId },
      variant: { id: variantId },
      steps: [
        { status: 'OPEN', side: 'BUYER', unitPrice: { amount: '12.00' }, message: 'I take two.' },
        { status: 'COUNTERED', side: 'SELLER', unitPrice: { amount: '15.00' } },
        { status: 'ACCEPTED', side: 'BUYER' },
        { status: 'USED', side: null },
      ],
    });
    const { order } = await seller.data(
      'query ($id: ID!) { order(id: $id) { lines { unitPrice { amount } offer { id } } } }',
      { id: orderId },
    );
    expect(order.lines).toEqual([{ unitPrice: { amount: '15.00' }, offer: { id: made.id } }]);

    await until('the order is cancelled', async () => {
      const { cancelOrder } = await buyer.data(
        `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { status } ... on UserError { code } } }`,
        { input: { orderId } },
      );
      return cancelOrder.status === 'CANCELLED' ? true : null;
    });
    expect(await offerOf(buyer, made.id)).toMatchObject({ status: 'ACCEPTED', order: null });
    const { offers } = await seller.data(
      'query ($filter: OfferFilter) { offers(filter: $filter) { nodes { id status } } }',
      { filter: { side: 'SELLER', productId, status: ['ACCEPTED'] } },
    );
    expect(offers.nodes).toEqual([{ id: made.id, status: 'ACCEPTED' }]);
  });

  it('ends in the withdrawal of the buyer, with an acceptance of the same moment before it or refused', async () => {
    const goods = await buying.goodsOnSale('hasty', 5);
    await takeOffers(goods.seller, goods.productId);
    const buyer = await signUp(newAddress('hasty'));
    for (let round = 0; round < 4; round += 1) {
      const made = await makeOffer(buyer, goods.small, '12.00');
      const [accepted, withdrawn] = await Promise.all([
        acceptOffer(goods.seller, made),
        offerStep(buyer, 'withdrawOffer', { offerId: made.id }),
      ]);
      expect(withdrawn).toMatchObject({ id: made.id, status: 'WITHDRAWN' });
      const wasFirst = accepted.id === made.id;
      if (!wasFirst) expect(accepted).toMatchObject({ code: 'WRONG_OFFER_STATUS' });
      const { status, steps } = await offerOf(buyer, made.id);
      expect(status).toBe('WITHDRAWN');
      const expected = wasFirst ? ['OPEN', 'ACCEPTED', 'WITHDRAWN'] : ['OPEN', 'WITHDRAWN'];
      expect(steps.map((step: { status: string }) => step.status)).toEqual(expected);
    }
  });

  it('is refused while one of the two blocks the other in chat, and possible again when neither does', async () => {
    const { seller, small, productId } = await buying.goodsOnSale('blocking', 5);
    await takeOffers(seller, productId);
    const buyer = await signUp(newAddress('blocked'));
    const mutate = async (as: Client, mutation: string, input: object, selection: string) => {
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      const text = `mutation($input: ${type}!) { ${mutation}(input: $input) { ${selection} } }`;
      return (await as.data(text, { input }))[mutation];
    };
    const start = { productId, message: 'Is it oak?', clientId: v7() };
    const { id } = await mutate(buyer, 'startConversation', start, '... on Conversation { id }');
    const change = (as: Client, mutation: string) =>
      mutate(as, mutation, { conversationId: id }, '... on Conversation { isBlockedByViewer }');
    const offered = async () => {
      const made = await makeOffer(buyer, small, '12.00');
      if (made.id !== undefined) await offerStep(buyer, 'withdrawOffer', { offerId: made.id });
      return made.code ?? made.status;
    };

    await change(seller, 'blockConversation');
    expect(await offered()).toBe('PERSON_BLOCKED');
    await change(buyer, 'blockConversation');
    await change(seller, 'unblockConversation');
    expect(await offered()).toBe('PERSON_BLOCKED');
    await change(buyer, 'unblockConversation');
    expect(await offered()).toBe('OPEN');

    const see = 'query($id: ID!) { conversation(id: $id) { messages(first: 1) { nodes { id } } } }';
    const [first] = (await seller.data(see, { id })).conversation.messages.nodes;
    const report = { messageId: first.id, reason: 'ABUSE' };
    const { id: reportId } = await mutate(seller, 'reportMessage', report, '... on MessageReport { id }');
    const decision = { reportId, decision: 'CLOSE_CONVERSATION' };
    const support = await signedInAs('support@example.com');
    await mutate(support, 'decideMessageReport', decision, '... on MessageReport { status }');
    await change(seller, 'blockConversation');
    expect(await offered()).toBe('PERSON_BLOCKED');
    await change(seller, 'unblockConversation');
    expect(await offered()).toBe('OPEN');
  });
});
