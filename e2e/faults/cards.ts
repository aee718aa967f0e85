/** Numbers and names of the simulated cards, by what happens to a payment. */
export const numbers = { pays: '4242424242424242', asks: '4000002760003184', declined: '4000000000000002' };
export const names = {
  pays: 'pm_card_visa',
  asks: 'pm_card_authenticationRequired',
  declined: 'pm_card_chargeDeclined',
};
