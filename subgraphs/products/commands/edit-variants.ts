import { notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import type { ProductsContext } from '../context.ts';
import { addVariant, changeVariant, removeVariant, type VariantChanges } from '../domain/edit-variants.ts';
import type { Product, Variant } from '../domain/product.ts';
import type { WrittenVariant } from '../domain/read-variant.ts';
import { isRefusal, type Refusal, type SkuTaken } from '../domain/refusal.ts';
import { changeOwnProduct, type Target } from './change-product.ts';
import { withoutNulls } from './edit-product.ts';

/** The variant out of the changed product; a save may also meet a SKU that is taken. */
function variantOf<Refused extends Refusal>(
  outcome: Product | Refused,
  variantId: string,
): Variant | Refused | SkuTaken {
  if (isRefusal(outcome)) return outcome;
  return outcome.variants.find(({ id }) => id === variantId)!;
}

/** Adds a variant to a product, at the end. */
export async function addVariantToProduct(context: ProductsContext, target: Target & { variant: WrittenVariant }) {
  const id = newId('var');
  const outcome = await changeOwnProduct(context, target, (product) => addVariant(product, target.variant, id));
  return variantOf(outcome, id);
}

type Changed = { variantId: string; expectedVersion?: number | null | undefined };

/** The product a variant belongs to. */
async function productOf({ loaders }: ProductsContext, { variantId, expectedVersion }: Changed): Promise<Target> {
  const variant = await loaders.variant.load(variantId);
  if (variant === null) throw notFound('Variant');
  return { productId: variant.productId, expectedVersion };
}

type Nullable = 'compareAt' | 'package';

/** Changes what is given of a variant. */
export async function updateVariant(
  context: ProductsContext,
  {
    variantId,
    expectedVersion,
    compareAt,
    package: size,
    ...rest
  }: Changed &
    Pick<VariantChanges, Nullable> & {
      [Field in Exclude<keyof VariantChanges, Nullable>]?: VariantChanges[Field] | null;
    },
) {
  const changes: VariantChanges = { ...withoutNulls<VariantChanges>(rest), compareAt, package: size };
  const target = await productOf(context, { variantId, expectedVersion });
  const outcome = await changeOwnProduct(context, target, (product) => changeVariant(product, variantId, changes));
  return variantOf(outcome, variantId);
}

/** Removes a variant from its product. */
export async function removeVariantFromProduct(context: ProductsContext, changed: Changed) {
  const target = await productOf(context, changed);
  return changeOwnProduct(context, target, (product) => removeVariant(product, changed.variantId));
}
