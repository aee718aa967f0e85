import { moneyInEvent } from '@soko/money';
import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const plan = z.enum(['TRIAL', 'GROWTH', 'ENTERPRISE']);
const paymentStatus = z.enum(['REQUIRES_ACTION', 'ACTIVE', 'PAST_DUE', 'ENDED', 'FAILED']);
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
    plan_payment_changed: z
      .object({
        userId: z.string().describe('Whose card pays.'),
        storeName: z.string(),
        plan,
        status: paymentStatus,
        previousStatus: paymentStatus.nullable().describe('Null for a payment that has just begun.'),
        price: moneyInEvent.describe('Price of a month.'),
        paidUntil: z.iso.datetime().nullable().describe('End of the time that is paid for.'),
        graceUntil: z.iso
          .datetime()
          .nullable()
          .describe('Time until which the store keeps the plan although a renewal was not paid.'),
        endsWithPeriod: z.boolean().describe('True when the plan ends at `paidUntil`.'),
        hasPlan: z.boolean().describe('True while the store has the plan by this payment.'),
        hadPlan: z.boolean().describe('The same before this change.'),
        hasCard: z.boolean().optional().describe('False when the card was removed. Absent in older events.'),
        hadCard: z.boolean().optional().describe('The same before this change.'),
        subscriptionId: z.string().optional().describe('Id of the payment in payments. Absent in older events.'),
        needsConfirmation: z
          .boolean()
          .optional()
          .describe('True while the bank wants the payer to confirm a renewal. Absent in older events.'),
        neededConfirmation: z.boolean().optional().describe('The same before this change.'),
      })
      .describe('The payment of a plan by card began, was renewed or not paid, will end, or has ended.'),
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
