import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import { type Command, findFirstResult, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { ProductsContext } from '../context.ts';
import type { Variant } from '../domain/product.ts';
import { appendVariant } from '../domain/product-variants.ts';
import type { VariantInput } from '../domain/read-variant.ts';
import { mayManage } from '../domain/rights.ts';
import { loadProduct } from '../store/find-products.ts';
import { changeOwnVariant } from './change-own-variant.ts';
import type { ProductTarget } from './change-product.ts';

type Input = Pick<ProductTarget, 'productId' | 'expectedVersion'> & {
  variant: VariantInput;
  idempotencyKey?: string | null | undefined;
};

/** The variant that the command added before, or null. Of a product that the viewer no longer manages there is none. */
async function findAdded(context: ProductsContext, { productId }: Input, command: Command): Promise<Variant | null> {
  const first = await findFirstResult<string>(context.pool, command);
  if (first === null) return null;
  const loaded = await loadProduct(context.pool, productId);
  const isOwn = loaded !== null && mayManage(await context.rights(), loaded.product);
  const found = isOwn ? loaded.product.variants.find(({ id }) => id === first.result) : undefined;
  if (found === undefined) throw notFound('The variant');
  return found;
}

/** Adds a variant after the existing variants of a product. With a key, a repeat returns the first variant. */
export async function addVariant(context: ProductsContext, input: Input) {
  const { idempotencyKey, ...target } = input;
  const id = newId('var');
  const append = (command?: Command) =>
    changeOwnVariant(context, { ...target, command: command && { ...command, madeId: id } }, id, (product) =>
      appendVariant(product, target.variant, id),
    );
  if (idempotencyKey == null) return append();
  const { id: owner } = requireScope(context.viewer, 'products:write');
  const command = { owner, key: readIdempotencyKey(idempotencyKey), input: { command: 'addVariant', ...target } };
  const first = await findAdded(context, input, command);
  if (first !== null) return first;
  const added = await append(command);
  // A repeat at the same time may have added it.
  return (await findAdded(context, input, command)) ?? added;
}
