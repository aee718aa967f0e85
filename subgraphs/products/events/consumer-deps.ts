import type { ProductsServices } from '../services.ts';

/** Services that the consumers use. */
export type ConsumerDeps = Pick<ProductsServices, 'pool' | 'now' | 'sealKeys'>;
