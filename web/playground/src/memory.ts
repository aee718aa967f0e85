/**
 * Values of earlier results, by the names with which later examples use them: `{{challengeId}}` in the variables of one
 * example is the id that `signUp` returned in another, so that nobody needs to copy values.
 */
export type Memory = Readonly<Record<string, string>>;

/** A place in a result whose value is remembered. */
interface Place {
  name: string;
  path: readonly string[];
  /** The part of the text to keep; all of it by default. */
  pattern?: RegExp;
  /** The example whose result has it. */
  example: string;
}

/** Name of a field that is added to results: the matches whose first market takes bets. */
const openMatches = 'openMatches';

/** The first market of a match that takes bets and its three outcomes, such as `firstMarketId`, `firstHome` and `firstOdds`. */
function placesOfMatch(ordinal: string, index: number): Place[] {
  const market = [openMatches, String(index), 'markets', '0'];
  const place = (name: string, ...path: string[]): Place => ({
    name: `${ordinal}${name}`,
    path: [...market, ...path],
    example: 'SportEvents',
  });
  return [
    place('MarketId', 'id'),
    place('Odds', 'selections', '0', 'odds'),
    ...['Home', 'Draw', 'Away'].map((name, outcome) => place(name, 'selections', String(outcome), 'id')),
  ];
}

const places: readonly Place[] = [
  { name: 'slug', path: ['products', 'nodes', '0', 'slug'], example: 'Welcome' },
  { name: 'categoryId', path: ['categories', '0', 'id'], example: 'Welcome' },
  { name: 'challengeId', path: ['signUp', 'id'], example: 'SignUp' },
  { name: 'code', path: ['outbox', 'nodes', '0', 'body'], pattern: /\b\d{6}\b/, example: 'ReadMail' },
  { name: 'sellerId', path: ['applyAsSeller', 'id'], example: 'ApplyAsSeller' },
  { name: 'productId', path: ['createProduct', 'id'], example: 'CreateProduct' },
  { name: 'variantId', path: ['products', 'nodes', '0', 'variants', '0', 'id'], example: 'FindInStock' },
  { name: 'quoteId', path: ['quoteCheckout', 'id'], example: 'QuoteCheckout' },
  { name: 'orderId', path: ['placeOrder', 'orders', '0', 'id'], example: 'PlaceOrder' },
  { name: 'orderCurrency', path: ['placeOrder', 'total', 'currency'], example: 'PlaceOrder' },
  { name: 'lineId', path: ['order', 'lines', '0', 'id'], example: 'WhatCanBeReturned' },
  { name: 'planStoreId', path: ['createStore', 'id'], example: 'OpenStore' },
  { name: 'planCardId', path: ['savePaymentMethod', 'id'], example: 'SaveCard' },
  { name: 'returnId', path: ['requestReturn', 'id'], example: 'RequestReturn' },
  { name: 'disputeId', path: ['openDispute', 'id'], example: 'OpenDispute' },
  { name: 'packagingId', path: ['order', 'packaging', 'id'], example: 'MyOrder' },
  { name: 'paymentId', path: ['order', 'payment', 'id'], example: 'MyOrder' },
  { name: 'deliveryId', path: ['completePackaging', 'order', 'delivery', 'id'], example: 'Pack' },
  { name: 'sportEventId', path: [openMatches, '0', 'id'], example: 'SportEvents' },
  ...['first', 'second', 'third'].flatMap(placesOfMatch),
  { name: 'walletId', path: ['openWallet', 'id'], example: 'OpenWallet' },
  { name: 'depositId', path: ['deposit', 'id'], example: 'Deposit' },
  { name: 'accumulatorId', path: ['accumulator', 'id'], example: 'PlaceAccumulator' },
  { name: 'betId', path: ['placeBet', 'id'], example: 'PlaceBet' },
  { name: 'offerId', path: ['offerCashOut', 'id'], example: 'OfferCashOut' },
  { name: 'withdrawalId', path: ['requestWithdrawal', 'id'], example: 'RequestWithdrawal' },
  { name: 'ownSellerId', path: ['me', 'seller', 'id'], example: 'MyBalance' },
  { name: 'storeId', path: ['myStores', '0', 'id'], example: 'MyStores' },
  { name: 'salesReportId', path: ['requestReport', 'id'], example: 'RequestReport' },
  { name: 'scheduleId', path: ['scheduleReport', 'id'], example: 'ScheduleReport' },
  { name: 'mintingStoreId', path: ['myStores', '0', 'id'], example: 'StoresThatMint' },
  { name: 'collectionId', path: ['createCollection', 'id'], example: 'CreateCollection' },
  { name: 'tokenId', path: ['createToken', 'id'], example: 'CreateToken' },
  { name: 'mintId', path: ['mintToken', 'id'], example: 'MintToken' },
  { name: 'airdropId', path: ['createAirdrop', 'id'], example: 'CreateAirdrop' },
  { name: 'claimCode', path: ['createClaimLink', 'code'], example: 'CreateClaimLink' },
  { name: 'rewardId', path: ['createReward', 'id'], example: 'CreateReward' },
  { name: 'couponCode', path: ['claimReward', 'couponCode'], example: 'ClaimReward' },
  { name: 'contactStoreId', path: ['myStores', '0', 'id'], example: 'StoresWithContacts' },
  { name: 'custodialWalletId', path: ['createCustodialWallet', 'id'], example: 'CreateCustodialWallet' },
  { name: 'keyExportId', path: ['requestWalletKeyExport', 'id'], example: 'RequestWalletKey' },
  { name: 'givingSellerId', path: ['me', 'seller', 'id'], example: 'YourSeller' },
  { name: 'givenPromotionId', path: ['createPromotion', 'id'], example: 'CreateCodesToGive' },
  { name: 'discountId', path: ['createReward', 'id'], example: 'GiveCodes' },
  { name: 'writingStoreId', path: ['myStores', '0', 'id'], example: 'StoresThatWrite' },
  { name: 'contentId', path: ['createContent', 'id'], example: 'CreateContent' },
  { name: 'contentSlug', path: ['createContent', 'slug'], example: 'CreateContent' },
  { name: 'receiver', path: ['createWebhookEndpoint', 'trustedOrigins', '0'], example: 'WhereWebhooksGo' },
  { name: 'endpointId', path: ['createWebhookEndpoint', 'endpoint', 'id'], example: 'CreateWebhookEndpoint' },
  { name: 'conversationId', path: ['conversations', 'nodes', '0', 'id'], example: 'MyConversations' },
  { name: 'reviewedProductId', path: ['order', 'reviewable', '0', 'product', 'id'], example: 'WhatICanReview' },
  { name: 'helpedStoreId', path: ['myStores', '0', 'id'], example: 'StoresIHelp' },
  { name: 'storeConversationId', path: ['conversations', 'nodes', '0', 'id'], example: 'ConversationsOfTheStore' },
  { name: 'campaignId', path: ['createCampaign', 'id'], example: 'CreateCampaign' },
  { name: 'advertisedId', path: ['mine', 'nodes', '0', 'id'], example: 'MyGoods' },
  { name: 'promotionCode', path: ['createPromotion', 'sharedCode'], example: 'CreatePromotion' },
  { name: 'foundId', path: ['lamps', 'nodes', '0', 'id'], example: 'FindLamps' },
  { name: 'haggledId', path: ['haggled', 'nodes', '0', 'id'], example: 'GoodsToHaggle' },
  { name: 'haggledVariantId', path: ['haggled', 'nodes', '0', 'variants', '0', 'id'], example: 'GoodsToHaggle' },
  { name: 'priceOfferId', path: ['makeOffer', 'id'], example: 'MakeOffer' },
  { name: 'repricedId', path: ['repriced', 'nodes', '0', 'id'], example: 'GoodsToReprice' },
  { name: 'alsoRepricedId', path: ['repriced', 'nodes', '1', 'id'], example: 'GoodsToReprice' },
  { name: 'freeDeliveryId', path: ['freeDelivery', 'id'], example: 'DeliverFreeFromAnAmount' },
  { name: 'advertId', path: ['createAdvert', 'id'], example: 'CreateAdvert' },
  { name: 'impressionToken', path: ['promotedProducts', '0', 'sponsored', 'token'], example: 'FindAdverts' },
  {
    name: 'withdrawalCode',
    path: ['messages', 'nodes', '0', 'body'],
    pattern: /\b\d{6}\b/,
    example: 'ReadCode',
  },
  { name: 'keyCode', path: ['messages', 'nodes', '0', 'body'], pattern: /\b\d{6}\b/, example: 'ReadKeyCode' },
];

/** A value of the variables, not of the result, that later examples need. */
const email: Place = { name: 'email', path: ['input', 'email'], example: 'SignUp' };

const at = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return value;
  return typeof value === 'object' && value !== null ? at((value as Record<string, unknown>)[key], rest) : undefined;
};

function found({ path, pattern }: Place, value: unknown): string | undefined {
  const text = at(value, path);
  if (typeof text !== 'string') return undefined;
  return pattern ? pattern.exec(text)?.[0] : text;
}

/** Matches that an earlier walk through the examples has settled are left out. */
function openMatchesIn(data: unknown): unknown[] {
  const matches = at(data, ['sportEvents', 'nodes']);
  if (!Array.isArray(matches)) return [];
  return matches.filter((match) => at(match, ['markets', '0', 'status']) === 'ACTIVE');
}

/** Returns the memory with the values of one more result. */
export function remember(memory: Memory, answer: { variables: unknown; data: unknown }): Memory {
  const data = { ...(answer.data as object | null), [openMatches]: openMatchesIn(answer.data) };
  const told = places.map((place) => [place.name, found(place, data)]);
  const isSignUp = at(answer.data, ['signUp', 'id']) !== undefined;
  const sent = isSignUp ? [[email.name, found(email, answer.variables)]] : [];
  const known = [...told, ...sent].filter(([, value]) => value !== undefined);
  return { ...memory, ...(Object.fromEntries(known) as Memory) };
}

/** An example needs the result of another one that has not been run. */
export class NotKnownYet extends Error {
  override readonly name = 'NotKnownYet';
}

function valueOf(name: string, memory: Memory): string {
  const value = memory[name];
  if (value !== undefined) return value;
  const example = [...places, email].find((place) => place.name === name)?.example;
  throw new NotKnownYet(
    example
      ? `{{${name}}} is not known yet. Run the example "${example}" first, or replace it with a value.`
      : `{{${name}}} is not a known value. Replace it with a value.`,
  );
}

const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/**
 * Replaces every `{{name}}` in the strings of `variables` with its remembered value; `{{random}}` is new for each call,
 * `{{inAnHour}}` is the time in an hour, and `{{today}}` and `{{aMonthAgo}}` are days, by UTC.
 * Throws `NotKnownYet` with instructions for a missing value.
 */
export function fillIn(variables: unknown, memory: Memory): unknown {
  const random = Math.random().toString(36).slice(2, 8).padEnd(6, '0');
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const today = dayBefore(0);
  const known = { ...memory, random, inAnHour, today, aMonthAgo: dayBefore(30) };
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (_, name: string) => valueOf(name, known));
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  return fill(variables);
}
