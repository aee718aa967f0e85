/** SQL: the delivery price of the order `o` that the buyer pays, without its discounts. */
export const paidDelivery = `(o.delivery_minor - coalesce((SELECT sum((each ->> 'amountMinor')::bigint)
  FROM jsonb_array_elements(o.delivery_discounts) each), 0))`;
