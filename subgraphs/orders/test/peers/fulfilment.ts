import { type Fixture, startFixture } from './fixture.ts';

interface Line {
  variantId: string;
  quantity: number;
}

export interface Reservation {
  orderId: string;
  status: 'HELD' | 'COMMITTED' | 'RELEASED' | 'EXPIRED' | 'PICKED';
  lines: Line[];
}

export interface FulfilmentFixture extends Fixture {
  /** On hand, by variant. */
  stock: Map<string, number>;
  reservations: Map<string, Reservation>;
  /** What was asked to be packed, by order. */
  packages: Map<string, { lines: { lineId: string; variantId: string; quantity: number }[]; deliveryMethod: string }>;
  available(variantId: string): number;
  /** Lets a reservation run out. */
  expire(orderId: string): void;
  /** What one box costs, in the currency's units. */
  boxPrice: string;
}

const sdl = `type Query { deliveryPrices(parcels: [ParcelInput!]!): [DeliveryPrice!]! }
  type Mutation { reserveStock(input: ReserveStockInput!): ReserveStockResult! commitReservation(input: CommitReservationInput!): CommitReservationResult!
    releaseReservation(input: ReleaseReservationInput!): ReservationReleased! }
  enum DeliveryMethod { STANDARD EXPRESS PICKUP NONE }
  input ParcelInput { orderKey: ID! method: DeliveryMethod! country: String! currency: CurrencyCode! = "EUR" lines: [ParcelLineInput!]! }
  input ParcelLineInput { quantity: Int! package: ParcelPackageInput }
  input ParcelPackageInput { lengthMm: Int! widthMm: Int! heightMm: Int! weightG: Int! }
  type DeliveryPrice { orderKey: ID! price: Money! boxes: Int! }
  input ReserveStockInput { checkoutId: ID! ttlSeconds: Int! orders: [ReserveOrderInput!]! }
  input ReserveOrderInput { orderId: ID! lines: [ReserveLineInput!]! }
  input ReserveLineInput { variantId: ID! quantity: Int! }
  type StockReserved { checkoutId: ID! }
  type StockShort { lines: [StockShortLine!]! }
  type StockShortLine { variantId: ID! requested: Int! available: Int! }
  union ReserveStockResult = StockReserved | StockShort
  input CommitReservationInput { orders: [CommitOrderInput!]! }
  input AddressInput { name: String! line1: String! line2: String city: String! region: String postalCode: String country: String! phone: String }
  input CommitOrderInput { orderId: ID! buyerId: ID sellerId: ID! number: String! address: AddressInput! deliveryMethod: DeliveryMethod! lines: [CommitLineInput!]! }
  input CommitLineInput { lineId: ID! variantId: ID! title: String! sku: String! quantity: Int! }
  type ReservationCommitted { packagingIds: [ID!]! }
  type ReservationExpired { orderIds: [ID!]! }
  union CommitReservationResult = ReservationCommitted | ReservationExpired
  input ReleaseReservationInput { orderIds: [ID!]! reason: String! }
  type ReservationReleased { releasedOrderIds: [ID!]! keptOrderIds: [ID!]! }`;

interface ReserveInput {
  input: { checkoutId: string; orders: { orderId: string; lines: Line[] }[] };
}
interface CommitInput {
  input: {
    orders: {
      orderId: string;
      deliveryMethod: string;
      lines: { lineId: string; variantId: string; quantity: number }[];
    }[];
  };
}

/** Stock and packages, by the rules: all lines or none, once per order. */
export function startFulfilment(): FulfilmentFixture {
  const stock = new Map<string, number>();
  const reservations = new Map<string, Reservation>();
  const packages: FulfilmentFixture['packages'] = new Map();
  const holds = ({ status }: Reservation): boolean => status === 'HELD' || status === 'COMMITTED';
  const available = (variantId: string): number =>
    (stock.get(variantId) ?? 0) -
    [...reservations.values()]
      .filter(holds)
      .flatMap(({ lines }) => lines)
      .filter((line) => line.variantId === variantId)
      .reduce((all, { quantity }) => all + quantity, 0);

  const reserveStock = (_: unknown, { input }: ReserveInput) => {
    const wanted = input.orders.filter(
      ({ orderId }) => !reservations.has(orderId) || !holds(reservations.get(orderId)!),
    );
    const demand = new Map<string, number>();
    for (const { variantId, quantity } of wanted.flatMap(({ lines }) => lines)) {
      demand.set(variantId, (demand.get(variantId) ?? 0) + quantity);
    }
    const lines = [...demand]
      .map(([variantId, requested]) => ({ variantId, requested, available: available(variantId) }))
      .filter((line) => line.available < line.requested);
    if (lines.length > 0) return { __typename: 'StockShort', lines };
    for (const { orderId, lines: held } of wanted) reservations.set(orderId, { orderId, status: 'HELD', lines: held });
    return { __typename: 'StockReserved', checkoutId: input.checkoutId };
  };

  const commitReservation = (_: unknown, { input }: CommitInput) => {
    const gone = input.orders.filter(({ orderId }) => !holds(reservations.get(orderId) ?? ({} as Reservation)));
    if (gone.length > 0) return { __typename: 'ReservationExpired', orderIds: gone.map(({ orderId }) => orderId) };
    for (const { orderId, lines, deliveryMethod } of input.orders) {
      reservations.get(orderId)!.status = 'COMMITTED';
      packages.set(orderId, { lines, deliveryMethod });
    }
    return { __typename: 'ReservationCommitted', packagingIds: input.orders.map(({ orderId }) => `pkg_${orderId}`) };
  };

  const releaseReservation = (_: unknown, { input }: { input: { orderIds: string[] } }) => {
    const kept = input.orderIds.filter((id) => reservations.get(id)?.status === 'PICKED');
    for (const id of input.orderIds) {
      const reservation = reservations.get(id);
      if (reservation !== undefined && holds(reservation)) reservation.status = 'RELEASED';
    }
    return { releasedOrderIds: input.orderIds.filter((id) => !kept.includes(id)), keptOrderIds: kept };
  };

  const fixture = startFixture(sdl, {
    Query: {
      deliveryPrices: (_, { parcels }: { parcels: { orderKey: string; method: string; currency: string }[] }) =>
        parcels.map(({ orderKey, method, currency }) => ({
          orderKey,
          boxes: 1,
          price: { amount: method === 'PICKUP' ? '0.00' : made.boxPrice, currency },
        })),
    },
    Mutation: { reserveStock, commitReservation, releaseReservation },
  });
  const made: FulfilmentFixture = {
    ...fixture,
    stock,
    reservations,
    packages,
    available,
    expire: (orderId) => void (reservations.get(orderId)!.status = 'EXPIRED'),
    boxPrice: '10.00',
  };
  return made;
}
