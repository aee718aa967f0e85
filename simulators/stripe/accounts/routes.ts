import { answerList, listParams } from '../lists/list.ts';
import type { AccountRecord } from '../records/connect.ts';
import { ApiError } from '../wire/api-error.ts';
import { anything, choice, metadata, type Param, type Params, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInParam } from '../work/find.ts';
import { withoutUndefined } from '../work/without-undefined.ts';
import type { Work } from '../work/work.ts';
import { renderAccount } from './render.ts';
import { tellAccountUpdated } from './tell-account-updated.ts';

/** The requested capabilities: `capabilities[transfers][requested]=true`. */
const capabilities: Param<string[] | undefined> = (raw) =>
  typeof raw === 'object'
    ? Object.entries(raw)
        .filter(([, wish]) => typeof wish === 'object' && wish.requested === 'true')
        .map(([name]) => name)
    : undefined;

const accountParams = {
  email: text(),
  business_type: choice('company', 'government_entity', 'individual', 'non_profit'),
  business_profile: anything,
  capabilities,
  default_currency: text(),
  metadata,
  company: anything,
  individual: anything,
  external_account: anything,
  settings: anything,
  tos_acceptance: anything,
};

const createParams = {
  ...accountParams,
  type: choice('custom', 'express', 'standard'),
  controller: anything,
  country: text(2),
};

const currencyOf: Readonly<Record<string, string>> = {
  GB: 'gbp', US: 'usd', PL: 'pln', KE: 'kes', CH: 'chf', JP: 'jpy', SE: 'sek', NO: 'nok', DK: 'dkk',
}; // prettier-ignore

const newAccount = (work: Work, sent: Params<typeof createParams>): AccountRecord => {
  const country = sent.country?.toUpperCase() ?? 'US';
  return {
    id: randomId('acct', 16),
    account: null,
    createdAt: work.now,
    type: sent.type ?? 'none',
    country,
    email: null,
    businessType: null,
    businessProfile: null,
    defaultCurrency: currencyOf[country] ?? 'eur',
    capabilities: [],
    detailsSubmitted: false,
    disabledReason: null,
    metadata: {},
  };
};

function describe(work: Work, account: AccountRecord, sent: Params<typeof accountParams>): AccountRecord {
  return work.put('accounts', {
    ...account,
    ...withoutUndefined({
      email: sent.email,
      businessType: sent.business_type,
      businessProfile: typeof sent.business_profile === 'object' ? sent.business_profile : undefined,
      defaultCurrency: sent.default_currency?.toLowerCase(),
    }),
    capabilities: [...new Set([...account.capabilities, ...(sent.capabilities ?? [])])],
    metadata: changeMetadata(account.metadata, sent.metadata),
  });
}

/** Stripe returns a permission error, not a 404, for an account that the key may not see. */
function accountInPath(work: Work, id: string): AccountRecord {
  const account = work.view.get('accounts', id);
  const isSeen = account && account.disconnected !== true && (work.account === null || work.account === id);
  if (isSeen) return account;
  throw new ApiError(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
  });
}

const linkLifetimeS = 300;

export const accountRoutes: readonly Route[] = [
  route('POST', '/v1/accounts', createParams, ({ work, params }) =>
    renderAccount(describe(work, newAccount(work, params), params)),
  ),
  route('GET', '/v1/accounts', listParams, (call) => answerList(call, 'accounts', () => true, renderAccount)),
  route('GET', '/v1/accounts/:id', {}, ({ work, path }) => renderAccount(accountInPath(work, path.id!))),
  route('POST', '/v1/accounts/:id', accountParams, ({ work, path, params }) => {
    const account = accountInPath(work, path.id!);
    const changed = describe(work, account, params);
    tellAccountUpdated(work, changed, account);
    return renderAccount(changed);
  }),
  route(
    'POST',
    '/v1/account_links',
    {
      account: required(text()),
      type: required(choice('account_onboarding', 'account_update')),
      return_url: text(),
      refresh_url: text(),
      collection_options: anything,
    },
    ({ work, params }) => {
      const { id } = findInParam(work, 'accounts', params.account, 'account');
      const link = work.draft.put('accountLinks', {
        id: randomId('link'),
        account: null,
        createdAt: work.now,
        connectedAccount: id,
        returnUrl: params.return_url ?? null,
        refreshUrl: params.refresh_url ?? null,
        expiresAt: work.now + linkLifetimeS,
        used: false,
      });
      return {
        object: 'account_link',
        created: link.createdAt,
        expires_at: link.expiresAt,
        url: `${work.view.url}/onboarding/${link.id}`,
      };
    },
  ),
];
