import type { ProductsContext } from '../context.ts';
import { changeVariant, type VariantChanges } from '../domain/product-variants.ts';
import { rejectNulls } from '../domain/reject-nulls.ts';
import { changeOwnVariant, productOfVariant, type VariantTarget } from './change-own-variant.ts';

type Removable = 'compareAt' | 'package';

type UpdateVariantInput = VariantTarget &
  Pick<VariantChanges, Removable> & {
    [Field in Exclude<keyof VariantChanges, Removable>]?: VariantChanges[Field] | null;
  };

/** Changes the given fields of a variant. */
export async function updateVariant(
  context: ProductsContext,
  { variantId, expectedVersion, compareAt, package: size, ...given }: UpdateVariantInput,
) {
  const changes: VariantChanges = { ...rejectNulls<VariantChanges>(given), compareAt, package: size };
  const target = await productOfVariant(context, { variantId, expectedVersion });
  return changeOwnVariant(context, target, variantId, (product) => changeVariant(product, variantId, changes));
}
