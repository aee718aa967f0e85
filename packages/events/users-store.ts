import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const plan = z.enum(['TRIAL', 'GROWTH', 'ENTERPRISE']);
const role = z.enum(['ADMIN', 'MEMBER', 'SUPPORT', 'GUEST']);
const member = { memberId: z.string(), userId: z.string(), role };

const store = {
  name: z.string(),
  domain: z.string().nullable(),
  status: z.enum(['ACTIVE', 'INACTIVE']),
};

export const usersStore = topic(
  'users.store',
  'Stores, their teams and their API keys',
  {
    created: z.object({ ...store, plan, mintQuota: z.number().int(), createdBy: z.string() }),
    updated: z.object(store),
    plan_changed: z.object({ plan, mintQuota: z.number().int() }),
    member_invited: z.object({
      memberId: z.string(),
      role,
      email: personal(z.string().describe('Email address that receives the invitation.')),
      locale: z.string().describe('Language of the inviting person, a BCP 47 tag.'),
      storeName: z.string(),
      token: z.string().describe('Token of the invitation, sealed for the purpose `store-invitation`.'),
      expiresAt: z.iso.datetime(),
    }),
    member_added: z.object(member),
    member_role_changed: z.object({ ...member, previousRole: role }),
    member_removed: z.object(member),
    api_key_created: z.object({ apiKeyId: z.string(), scopes: z.array(z.string()) }),
    api_key_revoked: z.object({ apiKeyId: z.string() }),
  },
  { personOf: ({ data }) => data.memberId },
);
