import { v7 } from 'uuid';
import type { Client } from './client.ts';
import { picture } from './picture.ts';

const refused = '... on UserError { __typename code message }';

/** Uploads a picture as a browser would: asks for a place, then PUTs the bytes there. */
export async function upload(
  seller: Client,
  bytes: Buffer,
  mimeType: string,
  fileName: string,
  purpose: 'CATALOGUE' | 'DIGITAL_GOODS' = 'CATALOGUE',
): Promise<string> {
  const { createUpload } = await seller.data(
    `mutation($input: CreateUploadInput!) { createUpload(input: $input) { ... on Upload { id url headers { name value } } ${refused} } }`,
    { input: { fileName, mimeType, size: bytes.length, purpose } },
  );
  const headers = Object.fromEntries(
    createUpload.headers.map(({ name, value }: { name: string; value: string }) => [name, value]),
  );
  const response = await fetch(createUpload.url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  if (!response.ok) throw new Error(`The upload answered ${response.status}: ${await response.text()}`);
  return createUpload.id;
}

export interface Kind {
  storeId?: string | undefined;
  type: 'PHYSICAL' | 'DIGITAL';
  /** Keys for the first variant of a digital product, in place of a file. */
  licenceKeys?: readonly string[] | undefined;
}

/** Writes a product with two variants and a picture, and publishes it: goods are sold out until stock is received. Answers its id. */
export async function sellSomething(
  seller: Client,
  { licenceKeys, ...product }: { title: string; tags: string[]; categoryId: string } & Partial<Kind>,
): Promise<string> {
  const { type = 'PHYSICAL' } = product;
  const sku = v7().slice(-12).toUpperCase();
  const variant = (size: string, amount: string) => ({
    sku: `${sku}-${size}`,
    options: [{ name: 'size', value: size }],
    price: { amount, currency: 'EUR' },
    ...(type === 'PHYSICAL' ? { package: { lengthMm: 300, widthMm: 200, heightMm: 100, weightG: 900 } } : {}),
  });
  const input = {
    ...product,
    description: 'Made by hand, one at a time.',
    type,
    condition: 'NEW',
    variants: [variant('S', '19.90'), variant('L', '29.90')],
  };
  const { createProduct } = await seller.data(
    `mutation($input: CreateProductInput!) { createProduct(input: $input) { ... on Product { id status variants { id } } ${refused} } }`,
    { input },
  );
  if (createProduct.id === undefined) throw new Error(`Not created: ${JSON.stringify(createProduct)}`);
  const { id } = createProduct;
  const uploadId = await upload(seller, picture(64, 48), 'image/png', 'front.png');
  await seller.data(
    `mutation($input: AttachMediaInput!) { attachMedia(input: $input) { ... on Product { id } ${refused} } }`,
    { input: { productId: id, uploadId, alt: 'From the front' } },
  );
  if (type === 'DIGITAL') await fillDigital(seller, createProduct.variants, licenceKeys);
  const { publishProduct } = await seller.data(
    `mutation($input: PublishProductInput!) { publishProduct(input: $input) { ... on Product { status } ${refused} } }`,
    { input: { productId: id } },
  );
  if (publishProduct.status !== (type === 'PHYSICAL' ? 'SOLD_OUT' : 'ACTIVE'))
    throw new Error(`Not on sale: ${JSON.stringify(publishProduct)}`);
  return id;
}

/** The bytes of the file of all digital goods. */
export const digitalGoods = Buffer.from('Digital goods of a story, as bytes.');

export const addLicenceKeys = async (seller: Client, variantId: string, keys: readonly string[]) =>
  (
    await seller.data(
      `mutation($input: AddLicenceKeysInput!) { addLicenceKeys(input: $input) {
         ... on LicenceKeysAdded { added repeated variant { licenceKeys { available taken } } } ${refused} } }`,
      { input: { variantId, keys } },
    )
  ).addLicenceKeys;

/** Gives each variant a file, or licence keys to the first and a file to the others. */
async function fillDigital(
  seller: Client,
  [first, ...others]: readonly { id: string }[],
  keys?: readonly string[],
): Promise<void> {
  const variants = keys === undefined ? [first!, ...others] : others;
  if (keys !== undefined) await addLicenceKeys(seller, first!.id, keys);
  const uploadId = await upload(seller, digitalGoods, 'application/pdf', 'Goods – für Sie.pdf', 'DIGITAL_GOODS');
  for (const { id: variantId } of variants) {
    const { attachDigitalFile } = await seller.data(
      `mutation($input: AttachDigitalFileInput!) { attachDigitalFile(input: $input) { ... on Variant { id } ${refused} } }`,
      { input: { variantId, uploadId } },
    );
    if (attachDigitalFile.id === undefined) throw new Error(`Not attached: ${JSON.stringify(attachDigitalFile)}`);
  }
}

/** Any category that products can be filed in. */
export async function someCategory(visitor: Client): Promise<string> {
  const { categories } = await visitor.data(`{ categories { id children { id } } }`);
  return categories[0].children[0]?.id ?? categories[0].id;
}
