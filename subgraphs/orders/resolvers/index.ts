import type { Resolvers } from '../generated/graphql.ts';
import { cart, cartLine } from './cart.ts';
import { casePicture } from './case-picture.ts';
import { caseRefundMutations } from './case-refunds.ts';
import { checkout, checkoutPayment } from './checkout.ts';
import { dispute, disputeLine, disputeMessage, disputeMutations, disputeQueries, disputesOfOrder } from './dispute.ts';
import { mutation } from './mutation.ts';
import { offer, offerMutations, offerOfLine, offerQueries, offerStep, offerSubscription } from './offers.ts';
import { order, orderHistoryEntry, orderLine } from './order.ts';
import {
  cartPromotions,
  enteredPromotionCode,
  linePromotions,
  orderPromotions,
  promotion,
  promotionCodeBatch,
  promotionMutations,
  promotionQueries,
  quotePromotions,
} from './promotions.ts';
import { query } from './query.ts';
import {
  returned,
  returnExchange,
  returnHistoryEntry,
  returnLine,
  returnMutation,
  returnQuery,
  returnSubscription,
} from './returns.ts';
import { user } from './user.ts';
import { seller, vacationMutations } from './vacations.ts';
import { checkoutQuote, quoteLine } from './quote.ts';
import { subscription } from './subscription.ts';

export const resolvers: Resolvers = {
  Query: { ...query, ...promotionQueries, ...returnQuery, ...disputeQueries, ...offerQueries },
  Mutation: {
    ...mutation,
    ...promotionMutations,
    ...returnMutation,
    ...disputeMutations,
    ...caseRefundMutations,
    ...offerMutations,
    ...vacationMutations,
  },
  Subscription: { ...subscription, ...returnSubscription, ...offerSubscription },
  Cart: { ...cart, ...cartPromotions },
  CartLine: cartLine,
  CasePicture: casePicture,
  CheckoutQuote: { ...checkoutQuote, ...quotePromotions },
  QuoteLine: { ...quoteLine, ...linePromotions, ...offerOfLine },
  Checkout: checkout,
  CheckoutPayment: checkoutPayment,
  Dispute: dispute,
  DisputeLine: disputeLine,
  DisputeMessage: disputeMessage,
  Offer: offer,
  OfferStep: offerStep,
  Order: { ...order, ...orderPromotions, ...disputesOfOrder },
  OrderLine: { ...orderLine, ...linePromotions, ...offerOfLine },
  Promotion: promotion,
  PromotionCodeBatch: promotionCodeBatch,
  EnteredPromotionCode: enteredPromotionCode,
  OrderHistoryEntry: orderHistoryEntry,
  Seller: seller,
  User: user,
  Return: returned,
  ReturnLine: returnLine,
  ReturnExchange: returnExchange,
  ReturnHistoryEntry: returnHistoryEntry,
};
