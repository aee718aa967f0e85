import { findVariantsWithoutGoods } from '../store/digital-files.ts';
import type { ProductsContext } from '../context.ts';
import { toPublished } from '../domain/product-status.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';

/** Puts a draft or a paused product on sale. Digital goods need something to hand over. */
export const publishProduct = (context: ProductsContext, target: ProductTarget) =>
  changeOwnProduct(context, target, async (product) => {
    const withoutGoods = product.type === 'DIGITAL' ? await findVariantsWithoutGoods(context.pool, [product.id]) : [];
    return toPublished(product, context.now(), withoutGoods);
  });
