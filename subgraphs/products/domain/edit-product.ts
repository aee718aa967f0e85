import type { Product, ProductCondition } from './product.ts';
import { forbidsStep } from './product-status.ts';
import type { WrongProductStatus } from './refusals.ts';
import { readDescription, readTags, readTitle } from './new-product.ts';

/** Omitted fields stay unchanged. */
export interface ProductChanges {
  title?: string | undefined;
  description?: string | undefined;
  condition?: ProductCondition | undefined;
  categoryId?: string | undefined;
  tags?: readonly string[] | undefined;
}

/** The product with its changes. Throws BAD_USER_INPUT for invalid values. */
export function editProduct(product: Product, changes: ProductChanges): Product | WrongProductStatus {
  const { title, description, condition, categoryId, tags } = changes;
  return (
    forbidsStep(product.status, 'edit') ?? {
      ...product,
      title: title === undefined ? product.title : readTitle(title, 'title'),
      description: description === undefined ? product.description : readDescription(description, 'description'),
      condition: condition ?? product.condition,
      categoryId: categoryId ?? product.categoryId,
      tags: tags === undefined ? product.tags : readTags(tags, 'tags'),
    }
  );
}
