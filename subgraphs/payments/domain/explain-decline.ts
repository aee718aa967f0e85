/** Explanations of common codes, for buyers. Texts of providers are for support alone: they may say more than a buyer should know. */
const explanations: Readonly<Record<string, string>> = {
  amount_too_large: 'The card cannot be charged with this much at once. Choose a smaller amount.',
  amount_too_small: 'The card cannot be charged with so little. Choose a greater amount.',
  authentication_required: 'Your bank asks you to confirm the payment. Try again and confirm it.',
  card_declined: 'Your bank declined the card. Use another payment method, or ask your bank.',
  card_not_supported: 'The card cannot be used for this purchase. Use another payment method.',
  currency_not_supported: 'The card cannot be charged in this currency. Use another payment method.',
  expired_card: 'The card has expired. Use another card.',
  generic_decline: 'Your bank declined the card. Use another payment method, or ask your bank.',
  incorrect_cvc: 'The security code of the card is wrong. Check it and try again.',
  incorrect_number: 'The number of the card is wrong. Check it and try again.',
  insufficient_funds: 'The account has not enough money. Use another payment method.',
  payment_voided: 'The payment was voided. Order again.',
  wallet_frozen: 'Your wallet is frozen. Contact support, or use another payment method.',
  resource_missing: 'This card or payment method does not exist. Use another one.',
  sign_in_required: 'Sign in to pay from your wallet, or use another payment method.',
  processing_error: 'The bank could not process the card. Try again in a moment.',
  amount_not_whole: 'M-Pesa pays whole shillings only. Use another payment method.',
  cancelled_by_user: 'The M-Pesa prompt was cancelled on the phone. Order again to get another one.',
  limit_reached: 'A limit of M-Pesa does not allow this payment. Use another payment method.',
  no_answer: 'The phone did not answer the M-Pesa prompt. Check that it is on, and order again.',
  prompt_expired: 'The M-Pesa prompt expired. Order again to get another one.',
  prompt_not_sent: 'The M-Pesa prompt could not be sent. Try again in a moment.',
  provider_busy: 'M-Pesa is busy. Try again in a moment.',
  provider_unavailable: 'The payment provider is not responding. Try again later.',
  subscriber_busy: 'Another M-Pesa request is open on this phone. Wait a minute and try again.',
  wrong_pin: 'The M-Pesa PIN was wrong. Order again to get another prompt.',
  METHOD_NOT_AVAILABLE: 'This payment method is not available yet. Use another one.',
};

/** The explanation of a declined payment for a buyer. */
export const explainDecline = (code: string): string =>
  explanations[code] ?? 'The payment was declined. Use another payment method.';
