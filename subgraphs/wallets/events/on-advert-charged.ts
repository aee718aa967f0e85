import { productsAdvert } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { isLedgerRefusal, post } from '../ledger/index.ts';
import type { WalletsServices } from '../services.ts';

/** Takes the clicks on an advert from what the seller is owed. The ledger posts a reference once, so that a repeat changes nothing. */
export const onAdvertCharged = ({ pool }: Pick<WalletsServices, 'pool'>): Consumer =>
  consumer({
    group: 'wallets.adverts',
    on: productsAdvert,
    types: ['charged'],
    handle: async ({ subject, time, data }) => {
      const { chargeId, sellerId, amount } = data;
      const { currency } = amount;
      const reference = `advert:${chargeId}`;
      const posted = await post(pool, [
        {
          reference,
          kind: 'advert',
          transfers: [
            {
              debit: { code: 'seller_payable', currency, ownerId: sellerId },
              credit: { code: 'advert_income', currency },
              amountMinor: BigInt(amount.amountMinor),
            },
          ],
          at: new Date(time),
          about: { advertId: subject, sellerId },
        },
      ]);
      if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${reference}: ${posted.refused}.`);
    },
  });
