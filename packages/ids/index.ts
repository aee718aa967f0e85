import { timeOrderedUuid } from './time-ordered-uuid.ts';

export { stableId } from './stable-id.ts';

/** Every prefix an id may carry, and what it names. */
export const prefixes = {
  usr: 'User',
  ses: 'Session',
  otp: 'OtpChallenge',
  adr: 'Address',
  slr: 'Seller',
  sto: 'Store',
  mem: 'StoreMember',
  key: 'ApiKey',
  exp: 'DataExport',
  ctc: 'Contact',
  cnt: 'ContactNote',
  sgm: 'Segment',
  cat: 'Category',
  prd: 'Product',
  var: 'Variant',
  med: 'Media',
  upl: 'Upload',
  imp: 'Import',
  dgf: 'DigitalFile',
  lky: 'LicenceKey',
  ssr: 'SavedSearch',
  adv: 'Advert',
  adc: 'AdvertCharge',
  rev: 'Review',
  crp: 'ContentReport',
  cpt: 'ContentPage',
  stk: 'StockItem',
  pkg: 'Packaging',
  dlv: 'Delivery',
  crt: 'Cart',
  quo: 'CheckoutQuote',
  chk: 'Checkout',
  ord: 'Order',
  prm: 'Promotion',
  pcb: 'PromotionCodeBatch',
  ofr: 'Offer',
  orl: 'OrderLine',
  ret: 'Return',
  pay: 'Payment',
  pcl: 'ProviderCall',
  pmt: 'PaymentMethod',
  pcu: 'PaymentCustomer',
  rfd: 'Refund',
  fee: 'FeeRule',
  ntf: 'Notification',
  cpg: 'Campaign',
  evt: 'Event',
  req: 'Request',
  wal: 'Wallet',
  acc: 'LedgerAccount',
  ltx: 'LedgerTransaction',
  hld: 'LedgerHold',
  dep: 'Deposit',
  wdr: 'Withdrawal',
  inv: 'Invoice',
  adj: 'WalletAdjustment',
  pyo: 'Payout',
  pyr: 'PayoutRun',
  bkf: 'BankFile',
  col: 'FundsCollection',
  dsb: 'Disbursement',
  sbn: 'PlatformSubscription',
  umf: 'UnmatchedFunds',
  fdc: 'UnmatchedFundsDecision',
  fim: 'FeedImport',
  spt: 'Sport',
  cmp: 'Competition',
  spe: 'SportEvent',
  mkt: 'Market',
  sel: 'Selection',
  bet: 'Bet',
  cof: 'CashOutOffer',
  stl: 'SettlementRun',
  fdi: 'FeedImport',
  lch: 'LimitChange',
  exc: 'Exclusion',
  cnv: 'Conversation',
  msg: 'Message',
  pic: 'MessagePicture',
  cpi: 'CasePicture',
  dsp: 'Dispute',
  dsm: 'DisputeMessage',
  rpt: 'MessageReport',
  whe: 'WebhookEndpoint',
  whd: 'WebhookDelivery',
  cct: 'Collection',
  ctk: 'Token',
  mnt: 'Mint',
  ccl: 'ChainCall',
  cwl: 'ChainWallet',
  rpo: 'Report',
  ckl: 'ClaimLink',
  clm: 'Claim',
  adp: 'Airdrop',
  cwc: 'WalletChallenge',
  rps: 'ReportSchedule',
  ctr: 'TokenTransfer',
  rwd: 'Reward',
  rwc: 'RewardClaim',
  cke: 'WalletKeyExport',
} as const;

export type IdPrefix = keyof typeof prefixes;

/** A new id such as `prd_0190b5c1-…`: a readable prefix and a UUIDv7, so ids made later sort later. */
export const newId = (prefix: IdPrefix): string => `${prefix}_${timeOrderedUuid()}`;

const pattern = /^([a-z]{3})_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The time at which `newId` made an id, or null for an id in another form. UUIDv7 begins with it: RFC 9562, 5.7. */
export function timeOfId(id: string): Date | null {
  const [, prefix] = pattern.exec(id) ?? [];
  if (prefix === undefined) return null;
  return new Date(Number.parseInt(id.slice(4, 12) + id.slice(13, 17), 16));
}

/** True for an id in the form that `newId(prefix)` returns. */
export const isId = (prefix: IdPrefix, id: string): boolean => pattern.exec(id)?.[1] === prefix;
