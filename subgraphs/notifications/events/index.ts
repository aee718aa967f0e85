import { type Envelope, topicOf, usersUser } from '@soko/events';
import { type Consumer, openPersonalFields } from '@soko/outbox';
import type { NotificationsServices } from '../services.ts';
import { missContact } from '../store/contacts.ts';
import { onAccountChanged } from './on-account-changed.ts';
import { onAdvertEnded } from './on-advert-ended.ts';
import { onPlanPaymentChanged } from './on-plan-payment-changed.ts';
import { onPayoutAccountDisabled, onPayoutEnded } from './on-payout-ended.ts';
import { onBetSettled } from './on-bet-settled.ts';
import { onCategoryChanged } from './on-category-changed.ts';
import { onContactChanged } from './on-contact-changed.ts';
import { onDataExportFailed } from './on-data-export-failed.ts';
import { onDataExportReady } from './on-data-export-ready.ts';
import { onDepositCompleted } from './on-deposit-completed.ts';
import { onDepositReturned } from './on-deposit-returned.ts';
import { onDepositFailed } from './on-deposit-failed.ts';
import { onDisputeChanged } from './on-dispute-changed.ts';
import { onExclusion } from './on-exclusion.ts';
import { onGamingLimitChanged } from './on-gaming-limit-changed.ts';
import { onGamingLimitReached } from './on-gaming-limit-reached.ts';
import { onGoodsReady } from './on-goods-ready.ts';
import { onInvoiceIssued } from './on-invoice-issued.ts';
import { onKeyExported } from './on-key-exported.ts';
import { onLogInsRefused } from './on-log-ins-refused.ts';
import { onMessageWaiting } from './on-message-waiting.ts';
import { onNewDevice } from './on-new-device.ts';
import { onOfferChanged } from './on-offer-changed.ts';
import { onOrderChanged } from './on-order-changed.ts';
import { onOrderConfirmed } from './on-order-confirmed.ts';
import { onOrderForStores } from './on-order-for-stores.ts';
import { onOtpRequested } from './on-otp-requested.ts';
import { onPasswordChanged } from './on-password-changed.ts';
import { onPaymentNeedsAction } from './on-payment-needs-action.ts';
import { onPersonExcluded } from './on-person-excluded.ts';
import { onProductForStores } from './on-product-for-stores.ts';
import { onReportEnded } from './on-report-ended.ts';
import { onReviewChanged } from './on-review-changed.ts';
import { onReturnChanged } from './on-return-changed.ts';
import { onRewardOffered } from './on-reward-offered.ts';
import { onSearchMatched } from './on-search-matched.ts';
import { onSellerApplied } from './on-seller-applied.ts';
import { onSellerApproved } from './on-seller-approved.ts';
import { onSellerClosed } from './on-seller-closed.ts';
import { onSellerReinstated } from './on-seller-reinstated.ts';
import { onSellerRejected } from './on-seller-rejected.ts';
import { onSellerSuspended } from './on-seller-suspended.ts';
import { onSessionRevoked } from './on-session-revoked.ts';
import { onSignUpAttempted } from './on-sign-up-attempted.ts';
import { onStockForStores } from './on-stock-for-stores.ts';
import { onStockLow } from './on-stock-low.ts';
import { onStoreChanged } from './on-store-changed.ts';
import { onStoreMemberChanged } from './on-store-member-changed.ts';
import { onStoreMemberInvited } from './on-store-member-invited.ts';
import { onUserErased } from './on-user-erased.ts';
import { onUserRegistered } from './on-user-registered.ts';
import { onUserReinstated } from './on-user-reinstated.ts';
import { onUserSuspended } from './on-user-suspended.ts';
import { onUserVerified } from './on-user-verified.ts';
import { onWithdrawalEnded } from './on-withdrawal-ended.ts';

const listeners = [
  onAdvertEnded,
  onPayoutEnded,
  onPayoutAccountDisabled,
  onPlanPaymentChanged,
  onBetSettled,
  onContactChanged,
  onDataExportFailed,
  onDataExportReady,
  onDepositCompleted,
  onDepositFailed,
  onDepositReturned,
  onDisputeChanged,
  onGamingLimitChanged,
  onGamingLimitReached,
  onGoodsReady,
  onInvoiceIssued,
  onKeyExported,
  onLogInsRefused,
  onMessageWaiting,
  onNewDevice,
  onOfferChanged,
  onOrderChanged,
  onOtpRequested,
  onPasswordChanged,
  onPaymentNeedsAction,
  onPersonExcluded,
  onReportEnded,
  onReviewChanged,
  onReturnChanged,
  onRewardOffered,
  onSearchMatched,
  onSellerApplied,
  onSellerApproved,
  onSellerClosed,
  onSellerReinstated,
  onSellerRejected,
  onSellerSuspended,
  onSessionRevoked,
  onSignUpAttempted,
  onStockLow,
  onStoreMemberInvited,
  onUserErased,
  onUserRegistered,
  onUserReinstated,
  onUserSuspended,
  onUserVerified,
  onWithdrawalEnded,
];

/** They keep the audience of campaigns. They need no personal field, so none is opened. */
const audience = [onAccountChanged, onCategoryChanged, onExclusion, onOrderConfirmed];

/**
 * Opens the personal fields of events for a consumer. Events about erased people are left out. A person who was erased before
 * their first event arrived gets an empty contact: the events between would wait for one, and hold up those of others.
 */
function opening(consumer: Consumer, { db, findPersonalKey }: NotificationsServices): Consumer {
  const open = async (event: Envelope): Promise<Envelope | null> => {
    const opened = await openPersonalFields(event, findPersonalKey);
    if (opened === null && topicOf(event.type) === usersUser.name) await missContact(db, event.subject);
    return opened;
  };
  const { handle, handleMany } = consumer;
  return {
    ...consumer,
    async handle(event) {
      const opened = await open(event);
      if (opened !== null) await handle(opened);
    },
    ...(handleMany && {
      async handleMany(events: readonly Envelope[]) {
        const opened = (await Promise.all(events.map(open))).filter((event) => event !== null);
        if (opened.length > 0) await handleMany(opened);
      },
    }),
  };
}

/** Events without personal fields. */
const plainListeners = [onOrderForStores, onProductForStores, onStockForStores, onStoreChanged, onStoreMemberChanged];

/** All consumers of this subgraph. */
export const consumers = (services: NotificationsServices): Consumer[] => [
  ...listeners.map((listen) => opening(listen(services), services)),
  ...audience.map((listen) => listen(services)),
  ...plainListeners.map((listen) => listen(services)),
];
