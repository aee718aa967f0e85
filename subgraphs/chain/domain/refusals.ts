import { refuse } from '@soko/refusals';
import type { ClaimLinkStatus } from './claim-link.ts';
import { maxCollections } from './collection.ts';
import type { RewardStatus } from './reward.ts';
import { maxTokens } from './token.ts';
import { maxLinked } from './wallet.ts';

export const chainUnavailable = () =>
  refuse('ChainUnavailable', 'This installation is connected to no chain. Ask its operator to set CHAIN_RPC_URL.');

export const otherChain = () =>
  refuse('ChainUnavailable', 'This installation is connected to another chain than that of the collection.');

export const storeInactive = () => refuse('StoreInactive', 'This store is inactive. Activate it first.');

export const collectionLimitReached = () =>
  refuse('CollectionLimitReached', `A store can have ${maxCollections} collections.`);

export const collectionFailed = () =>
  refuse('CollectionFailed', 'The contract of this collection could not be deployed. Create another collection.');

export const tokenLimitReached = () =>
  refuse('TokenLimitReached', `A collection can have ${maxTokens.toLocaleString('en')} tokens.`);

export const tokenFailed = () => refuse('TokenFailed', 'The contract could not get this token. Create another token.');

export const supplyExhausted = (left: number) =>
  refuse('SupplyExhausted', left === 0 ? 'No items are left.' : `Only ${left.toLocaleString('en')} items are left.`, {
    left,
  });

export const quotaExceeded = (quota: number) =>
  refuse('QuotaExceeded', `The plan of the store includes ${quota.toLocaleString('en')} mints a month.`, { quota });

export const airdropNotDraft = () =>
  refuse('AirdropNotDraft', 'Only an airdrop that was neither sent nor cancelled can be sent or cancelled.');

const whyNotOpen: Readonly<Record<ClaimLinkStatus, string>> = {
  UPCOMING: 'This link is not open yet.',
  OPEN: 'This link was changed meanwhile. Try again.',
  USED_UP: 'Everything was claimed.',
  ENDED: 'This link has ended.',
  CLOSED: 'The store has closed this link.',
};

export const claimLinkNotOpen = (status: ClaimLinkStatus) => refuse('ClaimLinkNotOpen', whyNotOpen[status], { status });

export const notOnAllowList = () =>
  refuse('NotOnAllowList', 'This link is for invited people. Log in with the email address that was invited.');

const whyNoReward: Readonly<Record<RewardStatus, string>> = {
  UPCOMING: 'This reward cannot be claimed yet.',
  OPEN: 'This reward was changed meanwhile. Try again.',
  USED_UP: 'All of this reward was claimed.',
  ENDED: 'This reward has ended.',
};

export const rewardNotOpen = (status: RewardStatus) => refuse('RewardNotOpen', whyNoReward[status], { status });

export const rewardPromotionEnded = () =>
  refuse('RewardPromotionEnded', 'This promotion has ended and gives no codes any more. Name another one.');

export const rewardItemsMissing = (needed: number, available: number) =>
  refuse(
    'RewardItemsMissing',
    `This needs ${needed.toLocaleString('en')} items of the token that have not given the reward yet. Your wallets have ${available.toLocaleString('en')}.`,
    { needed, available },
  );

export const rewardCodeUnknown = () =>
  refuse('RewardCodeUnknown', 'No reward of this store has the code. Check how it is written.');

export const rewardRedeemed = (since: Date) =>
  refuse('RewardRedeemed', 'This code was redeemed already. A code serves once.', { since });

export const notAnNft = () => refuse('NotAnNft', 'The store has no product of the type NFT with this id. Create one.');

export const tokenNotCreated = () =>
  refuse('TokenNotCreated', 'The contract does not have this token yet. Wait until its status is CREATED.');

export const alreadyBound = () =>
  refuse('AlreadyBound', 'Another product sells this token, or this product sells another token.');

export const walletChallengeExpired = () =>
  refuse('WalletChallengeExpired', 'This challenge has expired or was used. Create another one.');

export const walletSignatureWrong = () =>
  refuse('WalletSignatureWrong', 'The signature is not that of the address for this text.');

export const chainWalletTaken = () => refuse('ChainWalletTaken', 'This address belongs to another account.');

export const chainWalletLimitReached = () =>
  refuse('ChainWalletLimitReached', `A person can link ${maxLinked} wallets. Unlink one first.`);

export const custodialWalletStays = () =>
  refuse('CustodialWalletStays', 'A custodial wallet stays with its account. Only linked wallets can be unlinked.');

export const walletKeyNotHeld = () =>
  refuse(
    'WalletKeyNotHeld',
    'You linked this wallet, so you have its key. Only the key of a custodial wallet is here.',
  );

export const walletKeyCodeWrong = (attemptsLeft: number) =>
  refuse('WalletKeyCodeWrong', 'The code is wrong.', { attemptsLeft });

export const walletKeyCodeExpired = () =>
  refuse('WalletKeyCodeExpired', 'The code has expired, or was used. Request the key again.');

/** Why a code gives no key. */
export type KeyCodeRefusal = ReturnType<typeof walletKeyCodeWrong | typeof walletKeyCodeExpired>;

export const itemsNotHeld = (available: number) =>
  refuse('ItemsNotHeld', `Your custodial wallet can send ${available.toLocaleString('en')} items of this token now.`, {
    available,
  });

export const transferNotSupported = () =>
  refuse('TransferNotSupported', 'The contract of this collection cannot move items of custodial wallets.');
