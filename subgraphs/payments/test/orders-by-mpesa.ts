import { serviceIdentity } from '@soko/auth';
import { documents } from './bank.ts';
import type { Json, Till } from './till.ts';

/** Orders that are paid by M-Pesa, as the service orders sees them. `prefix` makes the phones of a spec its own. */
export function ordersByMpesa(open: () => Till, prefix: string) {
  let phones = 100;
  const phone = (digits: string): string => `+2547${prefix}${(phones += 1)}${digits}`;

  const send = async (document: string, input: object): Promise<Json> => {
    const { data, errors } = await open().query(
      document,
      { input },
      { identity: serviceIdentity('orders', 'cor_spec') },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data.result ?? data.authorizePayments;
  };

  /** Authorises the orders of a checkout, which is named after the first. */
  const authorize = (orders: Record<string, string>, payer: string, more: object = {}) =>
    send(documents.authorize, {
      checkoutId: `chk_${Object.keys(orders)[0]}`,
      buyerId: 'usr_buyer',
      email: 'buyer@example.com',
      method: 'MPESA',
      phone: payer,
      idempotencyKey: 'key-of-the-spec',
      payments: Object.entries(orders).map(([orderId, amount]) => ({
        orderId,
        sellerId: 'slr_1',
        amount,
        currency: 'KES',
      })),
      ...more,
    });
  const voidOrder = (orderId: string) => send(documents.void, { orderId, reason: 'CANCELLED' });
  const capture = (orderId: string, amount: string) =>
    send(documents.capture, { orderId, amount: { amount, currency: 'KES' } });

  const row = async (orderId: string): Promise<Json> =>
    (await open().pool.query('SELECT * FROM payment WHERE order_id = $1', [orderId])).rows[0];
  const untilStatus = (orderId: string, status: string) =>
    open().untilFast(`${orderId} is ${status}`, async () => {
      const found = await row(orderId);
      return found?.status === status && found;
    });
  const typesOf = async (orderId: string): Promise<string[]> =>
    (await open().told())
      .filter(({ data }: Json) => data.payment?.orderId === orderId)
      .map(({ type }) => type.slice(type.lastIndexOf('.') + 1));

  /** Amounts that M-Pesa paid back to a phone, in shillings, and how. */
  const returnsTo = async (payer: string): Promise<string[]> => {
    const { data } = await open().admin('GET', 'payouts');
    const paid = data.filter(({ msisdn, resultCode }: Json) => msisdn === payer.slice(1) && resultCode === '0');
    return paid.map(({ kind, amount }: Json) => `${kind} ${amount}`).toSorted();
  };
  const untilReturned = (payer: string, returns: string[]) =>
    open().untilFast(
      `${returns.join(', ')} is returned`,
      async () => (await returnsTo(payer)).join() === returns.join(),
    );

  return { phone, send, authorize, voidOrder, capture, row, untilStatus, typesOf, returnsTo, untilReturned };
}
