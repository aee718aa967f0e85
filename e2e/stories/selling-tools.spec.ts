import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import { becomeSeller, newAddress, signUp } from '../harness/people.ts';
import { upload } from '../harness/selling.ts';

const refused = '... on UserError { code message }';

describe('the tools of a seller', () => {
  let seller: Client;
  let sellerId: string;
  let goods: Awaited<ReturnType<typeof buying.putOnSale>>;

  beforeAll(async () => {
    ({ seller, sellerId } = await becomeSeller('tools', client()));
    goods = await buying.putOnSale(seller, 'tools', 'DIGITAL');
  });

  it('take a vacation, in which nothing of theirs can be ordered', async () => {
    const back = new Date(Date.now() + 86_400_000).toISOString();
    const message = 'Back tomorrow.';
    const { setVacation } = await seller.data(
      `mutation ($input: SetVacationInput!) { setVacation(input: $input) { ... on Seller { vacation { until } } ${refused} } }`,
      { input: { sellerId, until: back, message } },
    );
    expect(setVacation.vacation).toEqual({ until: back });
    const buyer = await signUp(newAddress('buyer'));
    const { product } = await buyer.data(
      `query ($id: ID!) { product(id: $id) { status seller { vacation { message until } } } }`,
      { id: goods.productId },
    );
    expect(product).toMatchObject({ seller: { vacation: { message, until: back } } });
    await buying.fillCart(buyer, [[goods.small, 1]]);
    const quote = () =>
      buyer.data(
        `mutation ($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) { __typename ... on SellerOnVacation { until sellers { id } } ${refused} } }`,
        { input: { deliveryMethod: 'NONE', billingCountry: 'DE' } },
      );
    expect((await quote()).quoteCheckout).toMatchObject({ until: back, sellers: [{ id: sellerId }] });
    await seller.data(`mutation ($input: EndVacationInput!) { endVacation(input: $input) { id } }`, {
      input: { sellerId },
    });
    expect((await quote()).quoteCheckout).toMatchObject({ __typename: 'CheckoutQuote' });
  });

  const exported = async (as = seller): Promise<string> => {
    const { productsExport } = await as.data(`{ productsExport { url } }`);
    const response = await fetch(productsExport.url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return response.text();
  };

  async function imported(as: Client, file: string) {
    const uploadId = await upload(as, Buffer.from(file), 'text/csv', 'products.csv');
    const { importProducts } = await as.data(
      `mutation ($input: ImportProductsInput!) { importProducts(input: $input) { ... on ProductImport { id } ${refused} } }`,
      { input: { uploadId } },
    );
    return until('the import is done', async () => {
      const { productImport } = await as.data(
        `query ($id: ID!) { productImport(id: $id) { status created unchanged failed errors { line reason } } }`,
        { id: importProducts.id },
      );
      return productImport.status === 'COMPLETED' && productImport;
    });
  }

  it('export all products as a file that changes nothing for them, and makes the same products for another seller', async () => {
    const file = await exported();
    const rows = file.trimEnd().split('\r\n').length - 1;
    expect(rows).toBeGreaterThan(1);
    expect(await imported(seller, file)).toMatchObject({ created: 0, unchanged: rows, failed: 0, errors: [] });
    const { seller: other } = await becomeSeller('tools-too', client());
    expect(await imported(other, file)).toMatchObject({ created: rows, unchanged: 0, failed: 0, errors: [] });
    expect(await exported(other)).toBe(file);
  });
});
