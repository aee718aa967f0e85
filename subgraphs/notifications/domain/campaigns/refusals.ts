import { refuse } from '@soko/refusals';
import type { CampaignStatus } from './campaign.ts';

export const campaignNotDraft = (status: CampaignStatus) =>
  refuse('CampaignNotDraft', `The campaign has the status ${status}; only a draft can be changed and scheduled.`, {
    status,
  });

export type CampaignNotDraft = ReturnType<typeof campaignNotDraft>;

export const campaignDone = () => refuse('CampaignDone', 'The campaign is done: nothing is left to cancel.');

export type CampaignDone = ReturnType<typeof campaignDone>;
