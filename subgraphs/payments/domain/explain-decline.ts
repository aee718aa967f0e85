/** Explanations of common codes, for buyers. Texts of providers are for support alone: they may say more than a buyer should know. */
const explanations: Readonly<Record<string, string>> = {
  authentication_required: 'Your bank asks you to confirm the payment. Try again and confirm it.',
  card_declined: 'Your bank declined the card. Use another payment method, or ask your bank.',
  card_not_supported: 'The card cannot be used for this purchase. Use another payment method.',
  currency_not_supported: 'The card cannot be charged in this currency. Use another payment method.',
  expired_card: 'The card has expired. Use another card.',
  generic_decline: 'Your bank declined the card. Use another payment method, or ask your bank.',
  incorrect_cvc: 'The security code of the card is wrong. Check it and try again.',
  incorrect_number: 'The number of the card is wrong. Check it and try again.',
  insufficient_funds: 'The account of the card has not enough money. Use another payment method.',
  payment_voided: 'The payment was voided. Order again.',
  processing_error: 'The bank could not process the card. Try again in a moment.',
  METHOD_NOT_AVAILABLE: 'This payment method is not available yet. Use another one.',
};

/** The explanation of a declined payment for a buyer. */
export const explainDecline = (code: string): string =>
  explanations[code] ?? 'The payment was declined. Use another payment method.';
