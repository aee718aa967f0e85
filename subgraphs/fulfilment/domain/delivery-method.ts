export type DeliveryMethod = 'STANDARD' | 'EXPRESS' | 'PICKUP' | 'NONE';

/** The methods for which a courier is paid. Collection by the buyer and no delivery are free. */
export const pricedMethods = ['STANDARD', 'EXPRESS'] as const satisfies DeliveryMethod[];

export type PricedMethod = (typeof pricedMethods)[number];

export const isPriced = (method: DeliveryMethod): method is PricedMethod =>
  pricedMethods.some((priced) => priced === method);
