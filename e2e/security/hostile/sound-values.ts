import { type GraphQLInputType, type GraphQLNamedInputType, isEnumType } from 'graphql';
import { v7 } from 'uuid';

/** Sound values for the rest of an operation, so that the hostile one reaches the code that is meant to refuse it. */
export interface Sound {
  /** True for an optional argument of a field, or field of an input, without which the rest is refused. */
  isWanted(owner: string, name: string): boolean;
  /** True when `name` must be left out because of `other`. */
  excludes(name: string, other: string | undefined): boolean;
  /** True when the field `name` of an input must be left out because of the field `other`. */
  excludesField(name: string, other: string | null | undefined): boolean;
  valueFor(type: GraphQLInputType, place: { root: string; name: string }): unknown;
}

/** Ids of real things by the names of the arguments that take them, and of `<root>.id`. */
export type RealIds = Readonly<Record<string, readonly string[]>>;

const wanted: ReadonlySet<string> = new Set([
  'product.id',
  'category.id',
  'seller.id',
  'store.id',
  'PayoutMethodInput.phone',
  'PaymentMethodInput.token',
  'QuoteCheckoutInput.email',
  'QuoteCheckoutInput.address',
  'SetPackedQuantityInput.lineId',
  'UpdateStoreInput.name',
  'BulkEditProductsInput.productIds',
  'CreateAirdropInput.addresses',
  'CreateRewardInput.text',
  'StartConversationInput.message',
  'SendMessageInput.text',
]);

const exclusive: readonly (readonly [string, string])[] = [
  ['id', 'slug'],
  ['id', 'handle'],
  ['id', 'domain'],
  ['address', 'addressId'],
];

const exclusiveFields: readonly (readonly [string, string])[] = [['addresses', 'segmentId']];

const enumValues: Readonly<Record<string, string>> = {
  PaymentMethodKind: 'STRIPE_CARD',
  PayoutKind: 'MPESA',
  DeliveryMethod: 'STANDARD',
  ProductType: 'PHYSICAL',
  FeeScope: 'CATEGORY',
  ReviewTarget: 'SELLER',
  ReviewDecision: 'RESTORE',
  PromotionKind: 'FREE_DELIVERY',
  PromotionActivation: 'SINGLE_USE_CODES',
};

const texts: Readonly<Record<string, () => string>> = {
  from: () => '2026-03-01',
  to: () => '2026-03-31',
  email: () => `attack-${v7()}@example.org`,
  password: () => 'a-long-enough-password-7',
  newPassword: () => 'a-long-enough-password-8',
  currentPassword: () => 'not-the-password',
  phone: () => '+254712345678',
  country: () => 'DE',
  locale: () => 'en',
  handle: () => `h-${v7().slice(-12)}`,
  slug: () => `s-${v7().slice(-12)}`,
  sku: () => `SKU-${v7().slice(-12)}`,
  domain: () => `${v7().slice(-12)}.example.org`,
  token: () => 'pm_card_visa',
  idempotencyKey: () => `attack-${v7()}`,
  clientId: () => `attack-${v7()}`,
  currency: () => 'EUR',
  mimeType: () => 'image/png',
  fileName: () => 'front.png',
  scopes: () => 'products:read',
  code: () => '123456',
  date: () => '2020-01-02',
  dateOfBirth: () => '1990-05-04',
  trackingNumber: () => 'TRK-1',
  key: () => 'soko_x_y',
  url: () => 'https://soko.example/',
};

const times: Readonly<Record<string, () => string>> = {
  endsAt: () => new Date(Date.now() + 86_400_000).toISOString(),
};

const byScalar: Readonly<Record<string, () => unknown>> = {
  Int: () => 1,
  Boolean: () => true,
  Decimal: () => '12.50',
  DateTime: () => '2026-03-01T12:00:00Z',
  CurrencyCode: () => 'EUR',
};

export function soundValues(ids: RealIds): Sound {
  let turn = 0;
  const realId = (...names: string[]): string | undefined => {
    const known = names.map((name) => ids[name]).find((each) => each !== undefined);
    turn += 1;
    return known?.[turn % known.length];
  };
  return {
    isWanted: (owner, name) => wanted.has(`${owner}.${name}`),
    excludes: (name, other) => exclusive.some(([one, two]) => one === name && two === other),
    excludesField: (name, other) => exclusiveFields.some(([one, two]) => one === name && two === other),
    valueFor(type, { root, name }) {
      const named = type as GraphQLNamedInputType;
      if (isEnumType(named)) return enumValues[named.name] ?? named.getValues()[0]!.name;
      return (
        times[name]?.() ??
        byScalar[named.name]?.() ??
        realId(`${root}.${name}`, name) ??
        texts[name]?.() ??
        'A sound text'
      );
    },
  };
}
