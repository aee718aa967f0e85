import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from './buying.ts';
import { type Client, signedInAs } from './client.ts';
import { deliver, deliveryOf } from './fulfilling.ts';
import { newAddress, signUp } from './people.ts';
import { followMoney } from './picture-of-money.ts';

/** One mutation; answers the fields of its result, or the refusal. */
export async function act(as: Client, name: string, input: object, fields = '__typename') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(`mutation($input: ${type}!) { ${name}(input: $input) { __typename ${fields} } }`, {
    input,
  });
  return data[name];
}

export const refused = '... on UserError { code message }';

export const keyed = (input: object = {}) => ({ ...input, idempotencyKey: v7() });

/** Two sellers with goods, two buyers, the staff, and the figures that all of them see. */
export async function openWalk() {
  const [admin, support, warehouse, courier] = (await Promise.all(
    ['admin', 'support', 'warehouse', 'courier'].map((role) => signedInAs(`${role}@example.com`)),
  )) as [Client, Client, Client, Client];
  const ada = await buying.goodsOnSale('ada', 10);
  const ben = await buying.goodsOnSale('ben', 10);
  const [buyer, friend] = [await signUp(newAddress('walker')), await signUp(newAddress('friend'))];
  const books = followMoney({
    viewers: { buyer, friend, ada: ada.seller, ben: ben.seller, support },
    sellerIds: { ada: ada.sellerId, ben: ben.sellerId },
    admin,
  });
  let payoutId: string;
  let bankFileId: string;

  return {
    ada,
    ben,
    buyer,
    friend,
    books,
    staff: { admin, support, warehouse, courier },

    /** Newest order of a seller. */
    async orderOf({ seller }: buying.Goods): Promise<string> {
      const { sales } = await seller.data('{ sales(first: 1) { nodes { id } } }');
      return sales.nodes[0].id;
    },

    /** The courier delivers an order. */
    async bring(orderId: string): Promise<void> {
      const deliveryId = await deliveryOf(courier, orderId);
      await deliver(courier, 'startDelivery', { deliveryId });
      await deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed: A. Otieno' });
    },

    /** Ada names a bank account. */
    payTo: (iban: string) =>
      act(ada.seller, 'updateSeller', { sellerId: ada.sellerId, payoutMethod: { kind: 'BANK_ACCOUNT', iban } }),

    /** Ada requests a payout, which the next steps are about. */
    async requestPayout() {
      const input = keyed({ sellerId: ada.sellerId, currency: 'EUR' });
      const payout = await act(ada.seller, 'requestPayout', input, `... on Payout { id status } ${refused}`);
      payoutId = payout.id ?? payoutId;
      return payout;
    },

    payoutId: () => payoutId,

    /** Puts the payout into a file for the bank; those of other sellers may be in it as well. */
    async putIntoFile(): Promise<void> {
      bankFileId = await until('the payout is in a file', async () => {
        await act(admin, 'createBankFile', keyed());
        const { payout } = await admin.data('query ($id: ID!) { payout(id: $id) { bankFile { id } } }', {
          id: payoutId,
        });
        return payout.bankFile?.id;
      });
    },

    /** The bank has executed the file. */
    executeFile: () => act(admin, 'markBankFilePaid', keyed({ bankFileId }), '... on BankFile { status }'),
  };
}
