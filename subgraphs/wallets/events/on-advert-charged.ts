import { productsAdvert } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { isLedgerRefusal, post } from '../ledger/index.ts';
import type { WalletsServices } from '../services.ts';
import { noteSellerCharge } from '../store/sellers/charges.ts';

/**
 * Takes the clicks on an advert from what the seller is owed, and notes the charge for an invoice. Both happen once per reference,
 * so that a repeat changes nothing.
 */
export const onAdvertCharged = ({ pool }: Pick<WalletsServices, 'pool'>): Consumer =>
  consumer({
    group: 'wallets.adverts',
    on: productsAdvert,
    types: ['charged'],
    handle: ({ subject, time, data }) =>
      inTransaction(pool, async (tx) => {
        const { chargeId, sellerId, amount } = data;
        const { currency } = amount;
        const amountMinor = BigInt(amount.amountMinor);
        const reference = `advert:${chargeId}`;
        const at = new Date(time);
        const debit = { code: 'seller_payable', currency, ownerId: sellerId } as const;
        const transfers = [{ debit, credit: { code: 'advert_income', currency } as const, amountMinor }];
        const about = { advertId: subject, sellerId };
        const posted = await post(tx, [{ reference, kind: 'advert', transfers, at, about }]);
        if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${reference}: ${posted.refused}.`);
        await noteSellerCharge(tx, { reference, kind: 'ADVERT', sellerId, currency, amountMinor, paymentId: null, at });
      }),
  });
