import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client } from '../harness/client.ts';
import { becomeSeller } from '../harness/people.ts';
import { upload } from '../harness/selling.ts';

const refused = '... on UserError { code message }';

describe('the tools of a seller', () => {
  let seller: Client;

  beforeAll(async () => {
    ({ seller } = await becomeSeller('tools', client()));
    await buying.putOnSale(seller, 'tools', 'DIGITAL');
  }, 60_000);

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
