/** Variants and products as events of the catalogue carry them. */
export const told = (variantId: string, weightG = 500) => ({
  variantId,
  sku: `SKU-${variantId}`,
  options: [],
  price: { amountMinor: '1000', currency: 'KES' },
  compareAt: null,
  furtherPrices: [],
  package: { lengthMm: 10, widthMm: 20, heightMm: 30, weightG },
});

export const product = (
  sellerId: string,
  variants: ReturnType<typeof told>[],
  type: 'PHYSICAL' | 'DIGITAL' = 'PHYSICAL',
) => ({
  slug: 'lamp',
  title: 'Lamp',
  type,
  condition: 'NEW' as const,
  status: 'DRAFT' as const,
  categoryId: null,
  sellerId,
  storeId: 'sto_listen',
  tags: [],
  variants,
});
