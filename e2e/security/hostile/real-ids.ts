import { until } from '@soko/testing';
import * as buying from '../../harness/buying.ts';
import { type Client, client, signedInAs } from '../../harness/client.ts';
import { newAddress, signUp } from '../../harness/people.ts';
import { makeOffer, takeOffers } from '../../harness/haggling.ts';
import { openDispute } from '../../harness/disputing.ts';
import { buyAndReceive, requestReturn } from '../../harness/returning.ts';
import type { RunningSoko } from '../../harness/soko.mjs';
import { picture } from '../../harness/picture.ts';
import { someCategory, upload } from '../../harness/selling.ts';
import { bettingIds } from './betting-ids.ts';
import { contactsOf } from './contact-ids.ts';
import { pagesOf } from './content-ids.ts';
import { mintOf } from './chain-ids.ts';
import { promotionsOf } from './promotion-ids.ts';
import { reportOf } from './report-ids.ts';
import type { RealIds } from './sound-values.ts';

const refused = '... on UserError { code message }';

/** Everyone who attacks, and the ids of what they own. */
export interface World {
  attackers: Readonly<Record<string, Client>>;
  ids: RealIds;
}

/** A draft of a campaign. */
async function campaignOf(support: Client): Promise<string> {
  const { createCampaign } = await support.data(
    `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { ... on Campaign { id } } }`,
    {
      input: {
        name: 'Attacked',
        texts: [{ locale: 'en', title: 'Sale', subject: 'Sale', body: 'Hello' }],
        idempotencyKey: `campaign-${Date.now()}`,
      },
    },
  );
  return createCampaign.id;
}

/** Saved searches of a buyer. */
async function searchesOf(buyer: Client): Promise<Record<string, string[]>> {
  const save = async (name: string): Promise<string> => {
    const { saveSearch } = await buyer.data(
      `mutation ($input: SaveSearchInput!) { saveSearch(input: $input) { ... on SavedSearch { id } ${refused} } }`,
      { input: { name, filter: { search: 'lamp' } } },
    );
    return saveSearch.id;
  };
  const [kept, spare] = [await save('Attacked'), await save('Spare')];
  return { savedSearchId: [kept], 'removeSavedSearch.savedSearchId': [spare] };
}

/** Endpoints of a store that post to the simulated receiver, and a delivery of a test event. */
async function webhooksOf(seller: Client, storeId: string, webhooksAdmin: string): Promise<Record<string, string[]>> {
  const create = async (name: string): Promise<string> => {
    const { createWebhookEndpoint: created } = await seller.data(
      `mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
         ... on WebhookEndpointWithSecret { endpoint { id } } ${refused} } }`,
      { input: { storeId, url: webhooksAdmin.replace('/_admin', `/hooks/${name}`), eventTypes: ['PRODUCT_UPDATED'] } },
    );
    return created.endpoint.id;
  };
  const [endpointId, spare] = [await create('attacked'), await create('spare')];
  const { sendTestWebhook } = await seller.data(
    `mutation ($input: SendTestWebhookInput!) { sendTestWebhook(input: $input) { ... on WebhookDelivery { id } ${refused} } }`,
    { input: { endpointId, idempotencyKey: `test-${endpointId}` } },
  );
  return {
    // An address needs no name server. No request leaves this machine.
    'createWebhookEndpoint.url': ['https://192.0.2.1/webhooks'],
    'updateWebhookEndpoint.url': ['https://192.0.2.1/webhooks'],
    endpointId: [endpointId],
    'webhookEndpoint.id': [endpointId],
    'removeWebhookEndpoint.endpointId': [spare],
    'redeliverWebhook.deliveryId': [sendTestWebhook.id],
  };
}

/** A delivered order of a product, its review by the buyer, and a report of the review by the seller. */
async function reviewOf(
  buyer: Client,
  seller: Client,
  { productId, small }: { productId: string; small: string },
): Promise<Record<string, string[]>> {
  await buying.fillCart(buyer, [[small, 1]]);
  const { orders } = await buying.placeOrder(buyer, (await buying.quote(buyer, null, { deliveryMethod: 'NONE' })).id);
  const orderId: string = orders[0].id;
  await until('the order can be reviewed', async () => {
    const { order } = await buyer.data('query ($id: ID!) { order(id: $id) { reviewable { target } } }', {
      id: orderId,
    });
    return order.reviewable;
  });
  const { submitReview } = await buyer.data(
    `mutation ($input: SubmitReviewInput!) { submitReview(input: $input) { ... on Review { id } ${refused} } }`,
    { input: { orderId, target: 'PRODUCT', productId, rating: 4, title: 'Good', text: 'As described' } },
  );
  const { reportReview } = await seller.data(
    `mutation ($input: ReportReviewInput!) { reportReview(input: $input) { ... on ContentReport { id } ${refused} } }`,
    { input: { reviewId: submitReview.id, reason: 'SPAM' } },
  );
  return {
    'submitReview.orderId': [orderId],
    'submitReview.productId': [productId],
    'reportListing.productId': [productId],
    'review.id': [submitReview.id],
    reviewId: [submitReview.id],
    'resolveReport.reportId': [reportReview.id],
  };
}

/** Adverts of a product, of which the first is shown, and an impression of it. */
async function advertsOf(seller: Client, productId: string): Promise<Record<string, string[]>> {
  const create = async (name: string): Promise<string> => {
    const amount = (value: string) => ({ amount: value, currency: 'EUR' });
    const terms = { placements: ['HOME'], costPerClick: amount('0.10'), totalBudget: amount('90.00') };
    const { createAdvert } = await seller.data(
      `mutation ($input: CreateAdvertInput!) { createAdvert(input: $input) { ... on Advert { id } ${refused} } }`,
      { input: { productId, ...terms, idempotencyKey: `advert-${name}-${productId}` } },
    );
    return createAdvert.id;
  };
  const [advertId, spare] = [await create('attacked'), await create('spare')];
  await seller.data(
    `mutation ($input: StartAdvertInput!) { startAdvert(input: $input) { ... on Advert { id } ${refused} } }`,
    { input: { advertId } },
  );
  const token = await until('it is shown', async () => {
    const { promotedProducts } = await seller.data(
      '{ promotedProducts(placement: HOME, first: 20) { sponsored { advertId token } } }',
    );
    const shown = promotedProducts.find(
      ({ sponsored }: { sponsored: { advertId: string } }) => sponsored.advertId === advertId,
    );
    return shown?.sponsored.token ?? null;
  });
  return {
    'advert.id': [advertId],
    advertId: [advertId],
    'endAdvert.advertId': [spare],
    'recordAdvertClick.token': [token],
  };
}

/** A shop with goods, a store, a purchase that is being packed, and a person whom staff may do things to. */
export async function createWorld({ url, webhooksAdmin }: RunningSoko): Promise<World> {
  const visitor = client({ url });
  const admin = await signedInAs('admin@example.com', url);
  const goods = await buying.goodsOnSale('attacked', 1_000, url);
  const { seller, sellerId } = goods;
  const others = [
    await buying.putOnSale(seller, 'first', 'PHYSICAL'),
    await buying.putOnSale(seller, 'second', 'DIGITAL'),
  ];
  const spare = await buying.putOnSale(seller, 'spare', 'PHYSICAL');
  const { buyer, orders } = await buying.buy([[goods.small, 1]], visitor);
  const orderId = orders[0]!;
  const order = await until('the order is packed', async () => {
    const { order: found } = await admin.data(
      `query ($id: ID!) { order(id: $id) {
         payment { id } lines { id } packaging { id } delivery { id trackingNumber } } }`,
      { id: orderId },
    );
    return found.packaging === null ? null : found;
  });
  await seller.data(`mutation ($input: SetBillingDetailsInput!) { setBillingDetails(input: $input) { __typename } }`, {
    input: { sellerId, legalName: 'Attacked Ltd', address: { line1: 'Moi Avenue 1', city: 'Nairobi', country: 'KE' } },
  });
  const reviewed = await reviewOf(buyer, seller, others[1]!);
  await buying.fillCart(buyer, [[goods.small, 1]]);
  const second = await buying.placeOrder(buyer, (await buying.quote(buyer, null)).id);
  const cancelled: string = second.orders[0].id;
  const [warehouse, courier] = [
    await signedInAs('warehouse@example.com', url),
    await signedInAs('courier@example.com', url),
  ];
  const sentBack = await buyAndReceive(buyer, [[goods.small, 1]], { warehouse, courier });
  const { id: returnId } = await requestReturn(buyer, sentBack);
  const disputed = await buyAndReceive(buyer, [[goods.small, 1]], { warehouse, courier });
  const { id: disputeId } = await openDispute(buyer, disputed.orderId, 'It has a crack.');
  for (const { productId } of [goods, others[1]!]) await takeOffers(seller, productId);
  const { id: offerId } = await makeOffer(buyer, others[1]!.small, '12.00');
  const cartToken = await buying.fillCart(visitor, [[goods.large, 1]]);
  await buying.fillCart(buyer, [[goods.large, 1]]);
  const quotes = [(await buying.quote(buyer, null)).id, (await buying.quote(visitor, cartToken)).id];
  const { addAddress } = await buyer.data(
    `mutation ($input: AddAddressInput!) { addAddress(input: $input) { ... on Address { id } ${refused} } }`,
    { input: { address: buying.address } },
  );
  const { createStore } = await seller.data(
    `mutation ($input: CreateStoreInput!) { createStore(input: $input) { ... on Store { id } ${refused} } }`,
    { input: { name: 'Attacked' } },
  );
  const uploads = [
    await upload(seller, picture(64, 48), 'image/png', 'front.png'),
    await upload(seller, picture(64, 48), 'image/png', 'back.png'),
  ];
  const { sellers } = await admin.data('{ sellers(first: 20, status: ACTIVE) { nodes { id } } }');
  const otherSellers = sellers.nodes.map(({ id }: { id: string }) => id).filter((id: string) => id !== sellerId);
  const victim = await signUp(newAddress('victim'), visitor);
  const me = async (of: Client): Promise<string> => (await of.data('{ me { id } }')).me.id;
  const products = [goods.productId, ...others.map(({ productId }) => productId)];
  const variants = [goods.small, goods.large, ...others.map(({ small }) => small)];
  const { product } = await visitor.data('query ($id: ID!) { product(id: $id) { media { id } } }', { id: products[0] });
  const media = product.media.map(({ id }: { id: string }) => id);
  const categories = [await someCategory(seller)];
  const victims = [await me(victim)];
  await victim.data(`mutation ($input: SetDateOfBirthInput!) { setDateOfBirth(input: $input) { __typename } }`, {
    input: { dateOfBirth: '1990-05-04', country: 'KE' },
  });
  const support = await signedInAs('support@example.com', url);
  const campaignId = await campaignOf(support);
  const trader = await signedInAs('trader@example.com', url);
  const betting = await bettingIds(trader, buyer);

  return {
    attackers: {
      anonymous: visitor,
      buyer,
      seller,
      support,
      warehouse,
      courier,
      trader,
      admin,
    },
    ids: {
      ...betting,
      ...reviewed,
      ...(await webhooksOf(seller, createStore.id, webhooksAdmin!)),
      ...(await reportOf(seller)),
      ...(await mintOf(seller, createStore.id)),
      ...(await contactsOf(seller, createStore.id)),
      ...(await pagesOf(seller, createStore.id)),
      ...(await advertsOf(seller, goods.productId)),
      ...(await promotionsOf(seller, sellerId, support)),
      ...(await searchesOf(buyer)),
      'product.id': products,
      'category.id': categories,
      'seller.id': [sellerId],
      'campaign.id': [campaignId],
      'previewCampaign.id': [campaignId],
      campaignId: [campaignId],
      'store.id': [createStore.id],
      'user.id': victims,
      'order.id': orders,
      'payment.id': [order.payment.id],
      'return.id': [returnId],
      returnId: [returnId],
      'offer.id': [offerId],
      ...Object.fromEntries(
        ['counterOffer', 'acceptOffer', 'declineOffer', 'withdrawOffer', 'offerUpdated'].map((name) => [
          `${name}.offerId`,
          [offerId as string],
        ]),
      ),
      'receiveReturn.lineId': [sentBack.lineId],
      'dispute.id': [disputeId],
      disputeId: [disputeId],
      caseId: [disputeId, returnId],
      'upload.id': uploads,
      // Staff may end these, and the rest goes on.
      'suspendSeller.sellerId': otherSellers,
      'closeSeller.sellerId': otherSellers,
      'rejectSeller.sellerId': otherSellers,
      'archiveProduct.productId': [spare.productId],
      'blockProduct.productId': [spare.productId],
      'removeVariant.variantId': [spare.small],
      'cancelOrder.orderId': [cancelled],
      productId: products,
      productIds: products,
      variantId: variants,
      ids: variants,
      categoryId: categories,
      targetId: categories,
      sellerId: [sellerId],
      storeId: [createStore.id],
      userId: victims,
      buyerId: [await me(buyer)],
      orderId: orders,
      orderIds: orders,
      paymentId: [order.payment.id],
      packagingId: [order.packaging.id],
      lineId: order.lines.map(({ id }: { id: string }) => id),
      ...(order.delivery === null ? {} : { deliveryId: [order.delivery.id] }),
      quoteId: quotes,
      cartToken: [cartToken!],
      'cart.token': [cartToken!],
      addressId: [addAddress.id],
      uploadId: uploads,
      mediaId: media,
      mediaIds: media,
    },
  };
}
